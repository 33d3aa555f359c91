package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
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
  private final ReentrantLock turn = new ReentrantLock();

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
    return inTurn(() -> step(() -> bus.load(address, widthBytes), 0L));
  }

  @Override
  public void store(long address, int widthBytes, long value) {
    act(() -> bus.store(address, widthBytes, value));
  }

  @Override
  public void load(long address, byte[] into) {
    boolean _ = inTurn(() -> inChunks(address, into, false));
  }

  @Override
  public void store(long address, byte[] from) {
    boolean _ =
        inTurn(
            () -> {
              boolean done = inChunks(address, from, true);
              settle();
              return done;
            });
  }

  /** Other steps of the machine get their turn in between. */
  private boolean inChunks(long address, byte[] bytes, boolean store) {
    for (int done = 0; done < bytes.length; done += CHUNK) {
      int from = done;
      var chunk = new byte[Math.min(CHUNK, bytes.length - from)];
      if (store) {
        System.arraycopy(bytes, from, chunk, 0, chunk.length);
        step(() -> bus.store(address + from, chunk));
      } else {
        step(() -> bus.load(address + from, chunk));
        System.arraycopy(chunk, 0, bytes, from, chunk.length);
      }
    }
    return true;
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
    return inTurn(
        () -> {
          while (clock.nanos() < nanos && !Thread.currentThread().isInterrupted()) {
            boolean moved = step(() -> clock.advance(nanos), false);
            if (!moved) {
              break;
            }
            settle();
          }
          return clock.nanos();
        });
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
    boolean _ =
        inTurn(
            () -> {
              step(action);
              settle();
              return true;
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

  private <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
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
