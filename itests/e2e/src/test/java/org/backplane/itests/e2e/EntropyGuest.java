package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host whose guest reads entropy from an object {@code rng0}, with a monitor. */
final class EntropyGuest implements AutoCloseable {

  final Host host;
  final QmpClient qmp;

  /** Before this, {@link System#nanoTime} of the test, no machine time had passed. */
  final long startedNanos;

  private EntropyGuest(Host host, QmpClient qmp, long startedNanos) {
    this.host = host;
    this.qmp = qmp;
    this.startedNanos = startedNanos;
  }

  /**
   * @param command for the guest
   * @param quota further properties of the device, such as {@code max-bytes=1K}; may be empty
   * @param words what makes {@code rng0}
   */
  static EntropyGuest start(
      Installation installation, String command, String quota, String... words) throws Exception {
    Path socket = installation.scratch("entropy.sock");
    var all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "-object",
            "memory-backend-ram,id=m0,size=64M",
            "-machine",
            "virt,memory-backend=m0",
            "-device",
            "virtio-rng-device,id=r0,rng=rng0" + (quota.isEmpty() ? "" : "," + quota),
            "-kernel",
            installation.home().resolve("share/guest/demo.elf").toString(),
            "-append",
            command,
            "-serial",
            "stdio",
            "-display",
            "none",
            "-no-reboot",
            "-S", // else it might end before anybody has connected
            "-qmp",
            "unix:" + socket + ",server=on,wait=off"));
    Host host = installation.start(all.toArray(String[]::new));
    try {
      host.await("the monitor's socket", () -> Files.exists(socket));
      QmpClient qmp = QmpClient.negotiated(socket);
      long now = System.nanoTime();
      qmp.returned("{\"execute\":\"cont\"}");
      return new EntropyGuest(host, qmp, now);
    } catch (IOException | RuntimeException | Error e) {
      host.close();
      throw e;
    }
  }

  /** What {@code query-chardev} says of a device. */
  String filename(String label) {
    try {
      for (Object one : (List<?>) qmp.returned("{\"execute\":\"query-chardev\"}")) {
        var line = (Map<?, ?>) one;
        if (label.equals(line.get("label"))) {
          return String.valueOf(line.get("filename"));
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitFilename(String label, String pattern) {
    host.await(label + " to be " + pattern, () -> filename(label).matches(pattern));
  }

  /** Waits until the guest has read all that it wanted, and is content. */
  void awaitDone(String lastLine) throws InterruptedException {
    assertThat(host.exitStatus()).as(host.picture()).isZero();
    assertThat(host.output()).contains(lastLine);
  }

  @Override
  public void close() throws Exception {
    try (host;
        qmp) {
      host.terminate();
    }
  }
}
