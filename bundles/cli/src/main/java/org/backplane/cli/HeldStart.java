package org.backplane.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of a start, held back until a monitor asks for it. When it fails nothing of it is
 * left, and it may be asked for again.
 */
final class HeldStart implements Preconfiguration, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HeldStart.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MachineStart start;
  private final RunningHost made = new RunningHost();
  private final Semaphore turn = new Semaphore(1);
  private final CompletableFuture<Registration> offer = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();

  private HeldStart(MachineStart start) {
    this.start = start;
  }

  /** Waits from now on. */
  static HeldStart begin(HostServices services, MachineStart start) {
    var held = new HeldStart(start);
    held.offer.complete(services.offer(held));
    return held;
  }

  @Override
  public void leave() throws BackplaneException {
    if (!turn.tryAcquire()) {
      throw refused();
    }
    try {
      leaveNow();
    } finally {
      turn.release();
    }
  }

  private void leaveNow() throws BackplaneException {
    if (over.get()) {
      throw refused();
    }
    try {
      start.run(made, () -> {});
    } catch (BackplaneException | RuntimeException e) {
      made.close();
      throw e;
    }
    end();
  }

  private static InvalidRequestException refused() {
    return new InvalidRequestException(
        "preconfiguration", "it is over, or being left by somebody else", "");
  }

  private void end() {
    if (over.compareAndSet(false, true)) {
      var _ = offer.thenAccept(Registration::close);
    }
  }

  /** Ends the machine, or the wait for it. */
  @Override
  public void close() {
    end();
    try {
      if (!turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the machine is still being built while the host ends");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    made.close();
  }
}
