package org.backplane.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the product, then the framework, within a deadline, and tells who hung if that was too
 * short. The first to ask decides the status; who asks later waits for the same end.
 */
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private static final int NONE = -1;

  private final Framework framework;
  private final StartSequence sequence;
  private final LaunchServices services;
  private final RunDirectory run;
  private final Duration deadline;
  private final AtomicInteger status = new AtomicInteger(NONE);
  private final AtomicBoolean complete = new AtomicBoolean();
  private final AtomicReference<String> busy = new AtomicReference<>("the start");
  private final CountDownLatch stopped = new CountDownLatch(1);

  Ending(
      Framework framework,
      StartSequence sequence,
      LaunchServices services,
      RunDirectory run,
      Duration deadline) {
    this.framework = framework;
    this.sequence = sequence;
    this.services = services;
    this.run = run;
    this.deadline = deadline;
  }

  /** Whether the end has begun. */
  boolean begun() {
    return status.get() != NONE;
  }

  /** Whether all is over. */
  boolean complete() {
    return complete.get();
  }

  /** Decides the status, unless somebody has before, and lets the end begin. */
  void begin(int wanted) {
    if (status.compareAndSet(NONE, wanted)) {
      Thread.ofPlatform().name("backplane-stop").start(this::stop);
    }
  }

  /**
   * Stops everything and waits for it.
   *
   * @param wanted the process's status if nobody asked before and all ends in order
   * @return the status to end the process with
   */
  int end(int wanted) {
    begin(wanted);
    try {
      if (!stopped.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error(
            "{} did not stop within {} s; the process ends without it",
            busy.get(),
            deadline.toSeconds());
        status.compareAndSet(0, 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    run.close();
    complete.set(true);
    return status.get();
  }

  private void stop() {
    try {
      sequence.abandon();
      busy.set("the command line");
      services.withdraw();
      SynchronousBundleListener watch = this::watch;
      framework.getBundleContext().addBundleListener(watch);
      framework.stop();
      framework.waitForStop(0);
    } catch (BundleException | IllegalStateException e) {
      LOG.error("the framework did not stop in order: {}", e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private void watch(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (event.getType() == BundleEvent.STOPPING && bundle.getBundleId() != 0) {
      busy.set("bundle " + bundle.getSymbolicName());
    }
  }
}
