package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryGone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What any transport keeps between one driver and one device model, and the loop on which the model
 * works.
 *
 * <p>The one lock is held for register accesses and for {@link DevicePort#access}, never for a call
 * to a backend. Who has the lock and stops the machine or resets the driver knows that guest memory
 * is left alone from then on: this is how stop and reset fence the work under way, for as long as
 * one batch takes.
 */
final class VirtioFrontEnd implements DevicePort, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VirtioFrontEnd.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final String path;
  private final VirtioDevice device;
  private final InterruptOutput interrupt;
  private final DriverState driver;
  private final WorkLoop loop;
  private boolean running; // under the lock

  // On the loop only.
  private long workEpoch;
  private boolean complained;

  VirtioFrontEnd(
      String path,
      VirtioDevice device,
      GuestMemory memory,
      InterruptPin pin,
      VirtioProbe probe,
      Function<Runnable, WorkLoop> loops) {
    this.path = path;
    this.device = device;
    this.interrupt = new InterruptOutput(pin, probe);
    this.driver = new DriverState(path, device, memory, interrupt, probe);
    this.loop = loops.apply(this::step);
  }

  void start() {
    device.connect(this);
    loop.start();
  }

  /** Keeps device and machine out until {@link #release}. */
  void acquire() {
    lock.lock();
  }

  /** Ends {@link #acquire}; then the interrupt line follows what happened. */
  void release() {
    lock.unlock();
    interrupt.settle();
  }

  /** Between {@link #acquire} and {@link #release} only. */
  DriverState driver() {
    return driver;
  }

  /** Between {@link #acquire} and {@link #release} only. */
  InterruptOutput interrupt() {
    return interrupt;
  }

  @Override
  public boolean access(QueueWork work) {
    acquire();
    try {
      return running && driver.driven() && workEpoch == driver.epoch() && attempt(work);
    } finally {
      release();
    }
  }

  private boolean attempt(QueueWork work) {
    try {
      work.with(index -> driver.queue(index).flatMap(QueueRegisters::queue));
      driver.flush();
      return true;
    } catch (QueueError error) {
      driver.fail(error.reason());
    } catch (GuestMemoryGone gone) {
      // The machine has ended and the host was quicker than our close().
      running = false;
      driver.stop(String.valueOf(gone.getMessage()));
    }
    return false;
  }

  @Override
  public boolean running() {
    acquire();
    try {
      return running;
    } finally {
      release();
    }
  }

  @Override
  public long features() {
    acquire();
    try {
      return driver.negotiation().accepted();
    } finally {
      release();
    }
  }

  @Override
  public void wake() {
    loop.wake();
  }

  @Override
  public void configChanged() {
    acquire();
    try {
      driver.configChanged();
    } finally {
      release();
    }
  }

  private void step() {
    try {
      long now = epoch();
      if (now != workEpoch) {
        workEpoch = now;
        device.reset();
      }
      device.work();
    } catch (RuntimeException | Error bug) {
      complain(bug);
    }
  }

  private long epoch() {
    acquire();
    try {
      return driver.epoch();
    } finally {
      release();
    }
  }

  /** Once in the log, for a guest may make it happen again and again. */
  private void complain(Throwable bug) {
    if (!complained) {
      complained = true;
      LOG.error("{} is broken and stops until its driver resets it", path, bug);
    }
    acquire();
    try {
      driver.fail("internal error: " + bug);
    } finally {
      release();
    }
  }

  /** Waits for the device's loop to come to rest, at most for a while. */
  void settle(Duration patience) throws InterruptedException {
    loop.settle(patience);
  }

  /** When this returns with false, no guest memory is touched until the next call with true. */
  void running(boolean runs) {
    boolean changed;
    acquire();
    try {
      changed = running != runs;
      running = runs;
    } finally {
      release();
    }
    if (changed) {
      device.running(runs);
    }
    if (runs) {
      loop.wake();
    }
  }

  /** One line for the operator. */
  String state() {
    acquire();
    try {
      if (driver.needsReset()) {
        return "needs reset: " + driver.failure();
      }
      if (!driver.failure().isEmpty()) {
        return "stopped: " + driver.failure();
      }
      if (!driver.driven()) {
        return "not driven";
      }
    } finally {
      release();
    }
    String state = device.state();
    return state.isEmpty() ? "driver ok" : state;
  }

  @Override
  public void close() {
    running(false);
    loop.close();
    device.close();
  }
}
