package org.backplane.chardev;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.backplane.api.metric.Counter;
import org.backplane.linux.Poller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a client connected: tries again, a fixed time after each failure and each end. */
final class Connector implements Link.Round {

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final String subject;
  private final Dialer dialer;
  private final Duration pause;
  private final Peers peers;
  private final Poller ready;
  private final Counter failures;
  private boolean failing;

  /**
   * @param failures how often it did not come about
   */
  Connector(
      String subject, Dialer dialer, Duration pause, Peers peers, Poller ready, Counter failures) {
    this.failures = failures;
    this.subject = subject;
    this.dialer = dialer;
    this.pause = pause;
    this.peers = peers;
    this.ready = ready;
  }

  @Override
  public void run(BooleanSupplier stopped) throws IOException {
    if (peers.isEmpty()) {
      connect(stopped);
    }
    while (!peers.isEmpty() && !stopped.getAsBoolean()) {
      ready.pause(Deadline.LONGEST);
    }
    var next = Deadline.in(pause);
    while (!next.passed() && !stopped.getAsBoolean()) {
      ready.pause(next.left());
    }
  }

  private void connect(BooleanSupplier stopped) {
    try {
      peers.admit(dialer.connect(ready, stopped));
      failing = false;
    } catch (IOException e) {
      failures.increment();
      if (!failing && !stopped.getAsBoolean()) {
        failing = true;
        LOG.warn(
            "{}: cannot connect to {} yet, trying every {} ms: {}",
            subject,
            dialer.place().text(),
            pause.toMillis(),
            e.getMessage());
      }
    }
  }
}
