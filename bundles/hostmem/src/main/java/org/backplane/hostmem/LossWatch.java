package org.backplane.hostmem;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.linux.Hold;
import org.backplane.linux.Mapping;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of memory that the host takes away, and passes it on. Closed with the code. */
final class LossWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LossWatch.class);

  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable MemoryLoss> known = new AtomicReference<>();
  private final Hold listening;

  /** One registration; two of the same listener are two. */
  private static final class Listening {
    private final Consumer<MemoryLoss> listener;

    private Listening(Consumer<MemoryLoss> listener) {
      this.listener = listener;
    }
  }

  LossWatch(String subject, Mapping mapping) {
    boolean reported = mapping.lostBytes() > 0; // earlier code has logged it
    listening =
        mapping.onLoss(
            lost -> {
              var loss = new MemoryLoss(lost.offsetBytes(), reason(mapping));
              if (!reported) {
                LOG.warn(
                    "{}: the host took memory away at offset {}: {}",
                    subject,
                    loss.offsetBytes(),
                    loss.reason());
              }
              known.set(loss);
              listeners.forEach(one -> tell(one, loss));
            });
  }

  private static String reason(Mapping mapping) {
    return mapping.backing().isPresent()
        ? "its file was cut, or the room or the huge pages for it ran out"
        : "the page behind it could not be had";
  }

  /** As {@code HostMemory.onLoss}. */
  Registration listen(Consumer<MemoryLoss> listener) {
    var one = new Listening(listener);
    listeners.add(one);
    MemoryLoss loss = known.get();
    if (loss != null) {
      tell(one, loss); // perhaps it came before the listener was in the list
    }
    return () -> listeners.remove(one);
  }

  // Whoever takes the listener out of the list tells it: nobody is told twice, or after its end.
  private void tell(Listening one, MemoryLoss loss) {
    if (listeners.remove(one)) {
      one.listener.accept(loss);
    }
  }

  @Override
  public void close() {
    listening.close();
    listeners.clear();
  }
}
