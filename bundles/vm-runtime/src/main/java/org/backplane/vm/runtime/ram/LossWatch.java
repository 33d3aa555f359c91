package org.backplane.vm.runtime.ram;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Watches one backend for lost memory, through every update of its bundle. New code on the same
 * memory may tell of the same loss once more; that is no news.
 */
final class LossWatch implements LeaseListener<HostMemory> {

  private static final Registration NONE = () -> {};

  private final ObjectPath backend;
  private final AtomicReference<@Nullable MemoryLoss> known = new AtomicReference<>();
  private final LossListener listener;
  private final AtomicReference<Registration> listening = new AtomicReference<>(NONE);

  LossWatch(ObjectPath backend, LossListener listener) {
    this.backend = backend;
    this.listener = listener;
  }

  @Override
  public void attached(HostMemory target) {
    listening.getAndSet(target.onLoss(this::lost)).close();
  }

  @Override
  public void detached() {
    end();
  }

  /** The last loss that was told of. */
  Optional<MemoryLoss> loss() {
    return Optional.ofNullable(known.get());
  }

  /** Nobody hears of a loss any more. */
  void end() {
    listening.getAndSet(NONE).close();
  }

  private void lost(MemoryLoss loss) {
    if (!loss.equals(known.getAndSet(loss))) {
      listener.lost(backend, loss);
    }
  }
}
