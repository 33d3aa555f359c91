package org.backplane.chardev;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;

/** The place of a device's one front end. */
final class FrontEndSlot {

  private final AtomicReference<@Nullable FrontEnd> attached = new AtomicReference<>();

  /**
   * Takes the place.
   *
   * @throws IllegalStateException it is taken
   */
  void attach(FrontEnd frontEnd) {
    if (!attached.compareAndSet(null, frontEnd)) {
      throw new IllegalStateException("another front end is attached");
    }
  }

  /** Leaves the place; answers false when it was not this one's. */
  boolean detach(FrontEnd frontEnd) {
    return attached.compareAndSet(frontEnd, null);
  }

  /** Who is there. */
  Optional<FrontEnd> get() {
    return Optional.ofNullable(attached.get());
  }
}
