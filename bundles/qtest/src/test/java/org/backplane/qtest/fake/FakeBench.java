package org.backplane.qtest.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.qtest.Testbench;

/** Some memory from address 0 on, a clock, and one device with lines, {@code /plic}. */
public final class FakeBench implements Testbench {

  public final byte[] memory = new byte[256 << 10];
  public final List<String> log = new CopyOnWriteArrayList<>();
  public final List<LineListener> watchers = new CopyOnWriteArrayList<>();
  public final List<Long> deadlines = new ArrayList<>();
  public boolean broken;
  private long now;

  @Override
  public long load(long address, int widthBytes) {
    if (broken) {
      throw new IllegalStateException("a bug");
    }
    var bytes = new byte[widthBytes];
    load(address, bytes);
    long value = 0;
    for (int n = widthBytes - 1; n >= 0; n--) {
      value = (value << 8) | (bytes[n] & 0xff);
    }
    return value;
  }

  @Override
  public void store(long address, int widthBytes, long value) {
    log.add("store %x %d %x".formatted(address, widthBytes, value));
    for (int n = 0; n < widthBytes; n++) {
      put(address + n, (byte) (value >>> (8 * n)));
    }
  }

  @Override
  public void load(long address, byte[] into) {
    for (int n = 0; n < into.length; n++) {
      long at = address + n;
      into[n] = at >= 0 && at < memory.length ? memory[(int) at] : 0;
    }
  }

  @Override
  public void store(long address, byte[] from) {
    log.add("store %x, %d bytes".formatted(address, from.length));
    for (int n = 0; n < from.length; n++) {
      put(address + n, from[n]);
    }
  }

  private void put(long at, byte value) {
    if (at >= 0 && at < memory.length) {
      memory[(int) at] = value;
    }
  }

  @Override
  public long clock() {
    return now;
  }

  @Override
  public OptionalLong nextDeadline() {
    return deadlines.stream().mapToLong(Long::longValue).min();
  }

  @Override
  public long clock(long nanos) {
    if (!broken) {
      now = Math.max(now, nanos);
      deadlines.removeIf(each -> each <= now);
    }
    return now;
  }

  @Override
  public void drive(String path, int line, boolean level) throws BackplaneException {
    require(path);
    if (line > 95) {
      throw new InvalidRequestException("", "no such line", "");
    }
    watchers.forEach(each -> each.changed(line, level));
  }

  @Override
  public Registration intercept(String path, Side side, LineListener listener)
      throws BackplaneException {
    require(path);
    if (side == Side.OUTPUTS) {
      throw new InvalidRequestException("", "no lines", "");
    }
    watchers.add(listener);
    return () -> watchers.remove(listener);
  }

  private static void require(String path) throws MissingReferenceException {
    if (!path.equals("/plic") && !path.equals("/other")) {
      throw new MissingReferenceException("", "no such device", "");
    }
  }
}
