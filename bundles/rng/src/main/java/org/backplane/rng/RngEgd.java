package org.backplane.rng;

import java.time.Duration;
import java.util.Optional;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.PropertyValue;
import org.jspecify.annotations.Nullable;

/** Serves requests from an EGD server behind a character device, which is this object's alone. */
final class RngEgd implements RngBackend, LeaseListener<Chardev> {

  // The contract of close() leaves a second; what the device takes of it comes off.
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final EgdClient client;
  private volatile @Nullable Lease<Chardev> lease;
  private volatile boolean closed;

  RngEgd(EgdClient client) {
    this.client = client;
  }

  /** Begins, with the lease that this object listens to. */
  void start(Lease<Chardev> taken) {
    lease = taken;
    client.start();
  }

  /** It has not begun, but may hear of the device late. */
  void abandon() {
    closed = true;
  }

  @Override
  public void attached(Chardev target) {
    client.devicePresent(target.peersReturn());
    target.attach(client);
    if (closed) { // the end came in between, and found nothing to detach from
      target.detach(client);
    }
  }

  /** Its connections live on, and come back with the device's new code. */
  @Override
  public void detached() {
    client.deviceAbsent();
  }

  @Override
  public void request(EntropyRequest request) {
    client.submit(request);
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return RngBackendProperties.readLive(property);
  }

  @Override
  public void close() {
    closed = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    client.end();
    Lease<Chardev> held = lease;
    if (held != null) {
      held.target().ifPresent(device -> device.detach(client));
    }
    client.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }
}
