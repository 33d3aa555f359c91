package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.qtest.Testbench;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.WatchedLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the devices of a machine whose harts execute nothing. Each access is a step of the control
 * thread, so that none meets a reset, an exchange of memory or the machine's end.
 *
 * <p>Devices work on threads of their own. Whatever may have woken one therefore waits, on the
 * caller's thread, until they have come to rest: what a test does and sees is in one order, as far
 * as no backend is involved, which answers when it likes.
 *
 * <p>That is a turn: one step of the control thread, and the rest after it. Turns go to callers in
 * the order in which they come; long accesses and ways through time take many, so that others come
 * in between. A turn is no lock: the control thread and the devices, which its holder waits for,
 * never take one. Whoever is interrupted while it waits for a turn goes away, and what it asked is
 * not done.
 */
final class DeviceBench implements Testbench {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceBench.class);
  // A device that is not done by then waits for somebody outside.
  private static final Duration SETTLING = Duration.ofMillis(200);
  // A task that is due at once may give another one of that kind, but not for ever.
  private static final int TURNS = 100;
  private static final int CHUNK = 64 << 10;

  private final ControlThread control;
  private final BusBytes bus;
  private final SteppedClock clock;
  private final Settling devices;
  private final BenchLines lines;
  private final Semaphore turn = new Semaphore(1, true);

  /** Waits for devices to come to rest. */
  @FunctionalInterface
  interface Settling {
    void await(Duration patience) throws InterruptedException;
  }

  DeviceBench(
      ControlThread control, BusBytes bus, SteppedClock clock, Settling devices, BenchLines lines) {
    this.control = control;
    this.bus = bus;
    this.clock = clock;
    this.devices = devices;
    this.lines = lines;
  }

  @Override
  public long load(long address, int widthBytes) {
    return inTurn(() -> step(() -> bus.load(address, widthBytes), 0L), 0L);
  }

  @Override
  public void store(long address, int widthBytes, long value) {
    act(() -> bus.store(address, widthBytes, value));
  }

  @Override
  public void load(long address, byte[] into) {
    for (int done = 0; done < into.length; done += CHUNK) {
      int from = done;
      var chunk = new byte[Math.min(CHUNK, into.length - from)];
      turn(() -> step(() -> bus.load(address + from, chunk)));
      System.arraycopy(chunk, 0, into, from, chunk.length);
    }
  }

  @Override
  public void store(long address, byte[] from) {
    for (int done = 0; done < from.length; done += CHUNK) {
      int first = done;
      byte[] chunk = Arrays.copyOfRange(from, first, Math.min(first + CHUNK, from.length));
      turn(() -> step(() -> bus.store(address + first, chunk)));
    }
    turn(this::settle);
  }

  @Override
  public long clock() {
    return clock.nanos();
  }

  @Override
  public OptionalLong nextDeadline() {
    return clock.nextDue();
  }

  @Override
  public long clock(long nanos) {
    while (clock.nanos() < nanos && inTurn(() -> moves(nanos), false)) {
      // Others have their turns.
    }
    return clock.nanos();
  }

  /** Goes to the next timer. */
  private boolean moves(long nanos) {
    boolean moved = step(() -> clock.advance(nanos), false);
    if (moved) {
      settle();
    }
    return moved;
  }

  @Override
  public void drive(String path, int line, boolean level) throws BackplaneException {
    InterruptPin pin =
        lines
            .of(path)
            .inputs()
            .pin(line)
            .orElseThrow(() -> BenchLines.missing(path, "interrupt input " + line));
    act(() -> pin.set(level));
  }

  @Override
  public Registration intercept(String path, Side side, LineListener listener)
      throws BackplaneException {
    var ends = lines.of(path);
    WatchedLines watched = side == Side.INPUTS ? ends.inputs() : ends.outputs();
    if (watched.isEmpty()) {
      throw BenchLines.missing(path, "interrupt " + side.name().toLowerCase(Locale.ROOT));
    }
    WatchedLines.Watcher watcher = listener::changed;
    watched.watch(watcher);
    return () -> watched.leave(watcher);
  }

  private void act(Runnable action) {
    turn(
        () -> {
          step(action);
          settle();
        });
  }

  private void settle() {
    try {
      devices.await(SETTLING);
      for (int n = 0; n < TURNS && isDue(); n++) {
        boolean _ = step(() -> clock.advance(clock.nanos()), false);
        devices.await(SETTLING);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue() {
    OptionalLong next = clock.nextDue();
    return next.isPresent() && next.getAsLong() <= clock.nanos();
  }

  private void turn(Runnable work) {
    boolean _ =
        inTurn(
            () -> {
              work.run();
              return true;
            },
            false);
  }

  private <T> T inTurn(Supplier<T> work, T otherwise) {
    try {
      turn.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
    try {
      return work.get();
    } finally {
      turn.release();
    }
  }

  private void step(Runnable action) {
    boolean _ =
        step(
            () -> {
              action.run();
              return true;
            },
            false);
  }

  private <T> T step(Callable<T> action, T otherwise) {
    try {
      return control.call(action, otherwise);
    } catch (ControlThread.NoAnswerException e) {
      LOG.debug("a test's access is not made: {}", e.getMessage());
      return otherwise;
    }
  }
}
