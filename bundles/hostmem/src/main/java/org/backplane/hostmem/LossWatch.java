package org.backplane.hostmem;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.linux.Hold;
import org.backplane.linux.Mapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of memory that the host takes away, and passes it on, each listener on a thread of its own.
 * All registrations end with the code, which is what {@link #close} is for: a mapping outlives it.
 */
final class LossWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LossWatch.class);

  private final Mapping mapping;
  private final Set<Hold> holds = new HashSet<>();
  private boolean closed;

  LossWatch(String subject, Mapping mapping) {
    this(mapping, loss -> report(subject, loss));
  }

  /**
   * @param report tells the operator, of a loss that nobody told of so far
   */
  LossWatch(Mapping mapping, Consumer<MemoryLoss> report) {
    this.mapping = mapping;
    var _ =
        listen(
            loss -> {
              if (mapping.claimLossReport()) {
                report.accept(loss);
              }
            });
  }

  private static void report(String subject, MemoryLoss loss) {
    LOG.warn(
        "{}: the host took memory away at offset {}: {}",
        subject,
        loss.offsetBytes(),
        loss.reason());
  }

  private String reason() {
    return mapping.backing().isPresent()
        ? "its file was cut, or the room or the huge pages for it ran out"
        : "the page behind it could not be had";
  }

  /** As {@code HostMemory.onLoss}. */
  Registration listen(Consumer<MemoryLoss> listener) {
    Hold hold =
        mapping.onLoss(lost -> listener.accept(new MemoryLoss(lost.offsetBytes(), reason())));
    synchronized (holds) {
      if (!closed) {
        holds.add(hold);
        return () -> end(hold);
      }
    }
    hold.close();
    return () -> {};
  }

  private void end(Hold hold) {
    synchronized (holds) {
      holds.remove(hold);
    }
    hold.close();
  }

  @Override
  public void close() {
    Set<Hold> open;
    synchronized (holds) {
      closed = true;
      open = Set.copyOf(holds);
      holds.clear();
    }
    open.forEach(Hold::close);
  }
}
