package org.backplane.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.backplane.tck.chardev.ScriptedPeer;

/** A device's thread that delivers what a peer sends. */
final class Delivery {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Thread thread;

  private Delivery(Thread thread) {
    this.thread = thread;
  }

  static Delivery of(Runnable work) {
    return new Delivery(Thread.ofPlatform().daemon().start(work));
  }

  static Delivery of(ScriptedPeer peer, String text) {
    return of(() -> peer.send(text));
  }

  /** Waits until it is held back. */
  Delivery awaitHeld() {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).as("still delivering").isTrue();
      Thread.onSpinWait();
    }
    return this;
  }

  void interrupt() {
    thread.interrupt();
  }

  void awaitEnd() throws InterruptedException {
    assertThat(thread.join(PATIENCE)).as("the device's thread came home").isTrue();
  }
}
