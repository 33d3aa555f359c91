package org.backplane.monitor.control;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A service that comes and goes.
 *
 * @param <S> the service
 */
public final class Present<S> {

  private final AtomicReference<@Nullable S> service = new AtomicReference<>();

  public void set(S came) {
    service.set(came);
  }

  /**
   * Nothing happens when another one has come meanwhile.
   *
   * @return whether it was the one
   */
  public boolean unset(S gone) {
    return service.compareAndSet(gone, null);
  }

  public Optional<S> find() {
    return Optional.ofNullable(service.get());
  }
}
