package org.backplane.rng;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.PropertyValue;
import org.jspecify.annotations.Nullable;

/** Serves requests from an EGD server behind a character device, which is this object's alone. */
final class RngEgd implements RngBackend, LeaseListener<Chardev> {

  private final EgdClient client;
  private final AtomicReference<@Nullable Lease<Chardev>> lease = new AtomicReference<>();

  RngEgd(EgdClient client) {
    this.client = client;
  }

  /** Begins, with the lease that this object listens to. */
  void start(Lease<Chardev> taken) {
    lease.set(taken);
    client.start();
  }

  @Override
  public void attached(Chardev target) {
    target.attach(client);
  }

  /** Its connections live on, and come back with the device's new code. */
  @Override
  public void detached() {}

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
    Lease<Chardev> held = lease.get();
    if (held != null) {
      held.target().ifPresent(device -> device.detach(client));
    }
    client.close();
  }
}
