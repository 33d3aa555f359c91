package org.backplane.linux;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who wants to know that a mapping has lost memory, and the first loss once it happened. */
final class Losses {
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<Mapping.Loss>> first =
      new AtomicReference<>(Optional.empty());

  /** Tells the listener of the first loss, past or to come, once, on a thread of its own. */
  Hold listen(Consumer<Mapping.Loss> listener) {
    var listening = new Listening(listener);
    listeners.add(listening);
    first.get().ifPresent(loss -> tell(listening, loss)); // perhaps reported before it was added
    return new Hold(() -> listeners.remove(listening));
  }

  /** Reports a loss; only the first one counts. Returns at once. */
  void report(Mapping.Loss loss) {
    if (first.compareAndSet(Optional.empty(), Optional.of(loss))) {
      listeners.forEach(listening -> tell(listening, loss));
    }
  }

  // Whoever takes the listener out of the list tells it: nobody is told twice, or after its end.
  private void tell(Listening listening, Mapping.Loss loss) {
    if (listeners.remove(listening)) {
      Thread.ofVirtual().name("backplane-loss").start(() -> listening.hear(loss));
    }
  }

  /** One registration; two of the same listener are two. */
  private static final class Listening {
    private @Nullable Consumer<Mapping.Loss> listener;

    private Listening(Consumer<Mapping.Loss> listener) {
      this.listener = listener;
    }

    /** Once; what is left of the thread then does not refer to the listener's code any more. */
    private void hear(Mapping.Loss loss) {
      Consumer<Mapping.Loss> told = listener;
      listener = null;
      if (told != null) {
        told.accept(loss);
      }
    }
  }
}
