package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.vm.runtime.device.VirtualClock;
import org.backplane.vm.runtime.virtio.EntropyAsk.Answer;
import org.backplane.vm.runtime.virtio.EntropyAsk.Filled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leased entropy backend that may go and come, or be another one, at any time. Requests that its
 * code hands back, forgets or fails are simply not outstanding any more, so that their bytes are
 * asked for anew.
 *
 * <p>Used by the device's loop, without locks. Answers come on the backend's threads and wait in an
 * inbox. No reference to the backend is kept beyond a call: it would keep replaced code in memory.
 */
final class EntropySource implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EntropySource.class);

  private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(1);

  private final String holder;
  private final VirtualClock clock;
  private final Runnable wake;
  private final RetryPause pause;
  private final Queue<Answer> inbox = new ConcurrentLinkedQueue<>();
  private final Set<EntropyAsk> outstanding = ConcurrentHashMap.newKeySet();
  private final Queue<Filled> filled = new ConcurrentLinkedQueue<>();
  private final ExchangeableLease<RngBackend> lease;

  private long outstandingBytes;
  private int knownAttachment;
  private long quietUntil;
  private volatile String failure = "";
  private volatile boolean closed;

  /**
   * Takes the lease.
   *
   * @param holder who asks, for the operator
   * @param wake called when {@link #collect} has something to do; any thread
   */
  EntropySource(DeviceServices services, String holder, ObjectPath backend, Runnable wake)
      throws BackplaneException {
    this.holder = holder;
    this.clock = services.clock();
    this.wake = wake;
    this.pause = new RetryPause(clock, wake);
    this.lease =
        new ExchangeableLease<>(
            services.registry(), backend, RngBackend.class, LeaseTerms.following(holder), wake);
  }

  /** The present backend; any thread. */
  ObjectPath backend() {
    return lease.path();
  }

  /** Has another backend asked for all that is outstanding; any thread. */
  void exchange(ObjectPath backend) throws BackplaneException {
    lease.exchange(backend);
  }

  /** Bytes that are on their way, or here already. */
  long promisedBytes() {
    return outstandingBytes + arrivedBytes();
  }

  /** Bytes that are here already. */
  long arrivedBytes() {
    return filled.stream().mapToLong(answer -> answer.bytes().size()).sum();
  }

  /** The next bytes that came, each once; who takes them wipes them. */
  Optional<Filled> next() {
    return Optional.ofNullable(filled.poll());
  }

  /** Takes note of answers, and of new code behind the lease. */
  void collect() {
    int current = lease.attachment();
    if (current != knownAttachment) {
      knownAttachment = current;
      failure = "";
      pause.clear();
      outstanding.stream().filter(ask -> ask.attachment() != current).forEach(this::giveUp);
    }
    for (Answer answer = inbox.poll(); answer != null; answer = inbox.poll()) {
      if (outstanding.remove(answer.ask())) {
        outstandingBytes -= answer.ask().request().sizeBytes();
        take(answer);
      } else {
        wipe(answer);
      }
    }
  }

  /** Code that is gone will not answer; what has been answered already is in the inbox. */
  private void giveUp(EntropyAsk ask) {
    if (ask.request().cancel() && outstanding.remove(ask)) {
      outstandingBytes -= ask.request().sizeBytes();
    }
  }

  private void take(Answer answer) {
    switch (answer) {
      case Filled bytes -> {
        filled.add(bytes);
        failure = "";
        pause.clear();
      }
      case EntropyAsk.HandedBack(EntropyAsk ask) -> {
        // Code that hands back although it is the latest would do so for ever: give it time to go.
        if (isLatest(ask) && lease.target().isPresent()) {
          pause.begin();
        }
      }
      case EntropyAsk.Failed(EntropyAsk ask, String reason) -> {
        complain(reason);
        if (isLatest(ask)) {
          failure = reason;
          pause.begin();
        }
      }
    }
  }

  private boolean isLatest(EntropyAsk ask) {
    return ask.attachment() == lease.attachment();
  }

  /** Once a minute at most, for a source may fail and recover again and again. */
  private void complain(String reason) {
    long now = clock.nanos();
    if (now >= quietUntil) {
      quietUntil = now + COMPLAINT_INTERVAL.toNanos();
      LOG.warn("{}: no entropy for now, trying again: {}", holder, reason);
    }
  }

  /**
   * Asks for that many bytes, or as many as one request may; does nothing while no code is there or
   * a pause is in force.
   *
   * @param before hears how many bytes are asked for, before they are
   */
  void ask(long bytes, IntConsumer before) {
    if (bytes <= 0 || closed || pause.inForce()) {
      return;
    }
    int attachment = lease.attachment();
    Optional<RngBackend> target = lease.target();
    if (target.isEmpty()) {
      return;
    }
    int size = (int) Math.min(bytes, EntropyRequest.MAX_BYTES);
    before.accept(size);
    submit(target.get(), new EntropyAsk(size, holder, attachment, this::answered));
  }

  private void submit(RngBackend target, EntropyAsk ask) {
    outstanding.add(ask);
    outstandingBytes += ask.request().sizeBytes();
    try {
      target.request(ask.request());
    } catch (RuntimeException | LinkageError broken) {
      if (ask.request().cancel()) {
        answered(new EntropyAsk.Failed(ask, "its backend broke: " + broken));
      }
    }
  }

  private void answered(Answer answer) {
    inbox.add(answer);
    wake.run();
    if (closed) { // one of the two, close() or we, sees the other
      wipeAll();
    }
  }

  private void wipeAll() {
    for (Answer answer = inbox.poll(); answer != null; answer = inbox.poll()) {
      wipe(answer);
    }
    for (Filled answer = filled.poll(); answer != null; answer = filled.poll()) {
      answer.bytes().close();
    }
  }

  private static void wipe(Answer answer) {
    if (answer instanceof Filled(var _, SecretBytes bytes)) {
      bytes.close();
    }
  }

  /** What keeps entropy from coming; empty when nothing does. Any thread. */
  String state() {
    if (lease.target().isEmpty()) {
      return "waiting for " + backend().id();
    }
    String reason = failure;
    return reason.isEmpty() ? "" : "retrying: " + reason;
  }

  /** Any thread. */
  @Override
  public void close() {
    closed = true;
    lease.close();
    pause.close();
    outstanding.forEach(ask -> ask.request().cancel());
    wipeAll();
  }
}
