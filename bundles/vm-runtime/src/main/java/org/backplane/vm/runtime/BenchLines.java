package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.vm.runtime.board.BoardLines;

/** Finds a machine's interrupt lines by the device that they belong to. */
final class BenchLines {

  private static final BoardLines.Ends NONE = new BoardLines.Ends();

  private final Map<String, BoardLines.Ends> ends;
  private final Supplier<List<DeviceStatus>> devices;

  BenchLines(Map<String, BoardLines.Ends> ends, Supplier<List<DeviceStatus>> devices) {
    this.ends = ends;
    this.devices = devices;
  }

  /**
   * The lines of a device, none for many.
   *
   * @param path its path, or the end of one
   * @throws MissingReferenceException there is no such device, or there are several
   */
  BoardLines.Ends of(String path) throws MissingReferenceException {
    String end = "/" + path.replaceAll("^/+|/+$", "");
    List<String> found =
        devices.get().stream()
            .map(DeviceStatus::path)
            .filter(each -> path.startsWith("/") ? each.equals(end) : each.endsWith(end))
            .distinct()
            .toList();
    if (found.size() != 1) {
      throw new MissingReferenceException(
          "", "there is no one device '%s'".formatted(path), "give the path of one");
    }
    return ends.getOrDefault(found.getFirst(), NONE);
  }

  /** Refuses a line that a device does not have. */
  static InvalidRequestException missing(String path, String what) {
    return new InvalidRequestException("device '" + path + "'", "it has no " + what, "");
  }
}
