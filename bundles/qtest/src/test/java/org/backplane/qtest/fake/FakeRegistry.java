package org.backplane.qtest.fake;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.PropertyValues;
import org.jspecify.annotations.Nullable;

/** A registry with one device, which it gives to whoever asks. */
public final class FakeRegistry {

  public final List<String> steps = new ArrayList<>();
  public boolean refusesLeases;
  private FakeDevice device = new FakeDevice();
  private @Nullable LeaseListener<Chardev> holder;

  public FakeDevice device() {
    return device;
  }

  /** New code serves the device. */
  public void exchange() {
    LeaseListener<Chardev> present = holder;
    if (present != null) {
      present.detached();
      device = new FakeDevice();
      present.attached(device);
    }
  }

  public ObjectRegistry face() {
    return (ObjectRegistry)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ObjectRegistry.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "add" -> add((ObjectRequest) arguments[0]);
                  case "remove" -> remove((ObjectPath) arguments[0]);
                  case "lease" -> lease((ObjectPath) arguments[0], arguments[3]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private ObjectStatus add(ObjectRequest request) {
    steps.add("add " + request.subject());
    return new ObjectStatus(
        new ObjectPath(request.container(), request.id()),
        request.type(),
        Optional.empty(),
        Phase.REALIZED,
        "",
        new PropertyValues(java.util.Map.of()),
        List.of());
  }

  private @Nullable Object remove(ObjectPath path) {
    steps.add("remove " + path);
    return null;
  }

  @SuppressWarnings("unchecked")
  private Lease<Chardev> lease(ObjectPath path, Object listener) throws BackplaneException {
    if (refusesLeases) {
      throw new InUseException(path.toString(), "somebody has it", "");
    }
    steps.add("lease " + path);
    holder = (LeaseListener<Chardev>) listener;
    ((LeaseListener<Chardev>) listener).attached(device);
    return new Lease<>() {
      @Override
      public ObjectPath path() {
        return path;
      }

      @Override
      public Optional<Chardev> target() {
        return Optional.of(device);
      }

      @Override
      public void close() {
        steps.add("release " + path);
        holder = null;
      }
    };
  }
}
