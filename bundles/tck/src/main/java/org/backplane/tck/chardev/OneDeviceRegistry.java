package org.backplane.tck.chardev;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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

/**
 * A registry with one character device, which it gives to whoever asks, under any name. The
 * device's code comes and goes as a test says.
 */
public final class OneDeviceRegistry {

  private final List<String> steps = new CopyOnWriteArrayList<>();
  private volatile boolean refusesLeases;
  private volatile ScriptedChardev device = new ScriptedChardev();
  private volatile boolean away;
  private volatile @Nullable LeaseListener<Chardev> holder;

  /** What was asked of it: {@code add}, {@code remove}, {@code lease} and {@code release}. */
  public List<String> steps() {
    return steps;
  }

  /** From now on nobody gets the device. */
  public void refuseLeases() {
    refusesLeases = true;
  }

  /** The code that serves the device, or did so last. */
  public ScriptedChardev device() {
    return device;
  }

  /**
   * The device's code is about to end. It keeps its peers, so that a test can be late with them.
   */
  public void takeCodeAway() {
    away = true;
    LeaseListener<Chardev> present = holder;
    if (present != null) {
      present.detached();
    }
  }

  /** New code serves the device. */
  public void bringNewCode() {
    device = new ScriptedChardev();
    away = false;
    LeaseListener<Chardev> present = holder;
    if (present != null) {
      present.attached(device);
    }
  }

  /** New code takes the place of the present. */
  public void exchangeCode() {
    takeCodeAway();
    bringNewCode();
  }

  /** The registry, as far as a face needs it. */
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
        new PropertyValues(Map.of()),
        List.of());
  }

  private @Nullable Object remove(ObjectPath path) {
    steps.add("remove " + path);
    return null;
  }

  @SuppressWarnings("unchecked") // the only type that it has
  private Lease<Chardev> lease(ObjectPath path, Object listener) throws BackplaneException {
    if (refusesLeases) {
      throw new InUseException(path.toString(), "somebody has it", "");
    }
    steps.add("lease " + path);
    var taker = (LeaseListener<Chardev>) listener;
    holder = taker;
    if (!away) {
      taker.attached(device);
    }
    return new Lease<>() {
      @Override
      public ObjectPath path() {
        return path;
      }

      @Override
      public Optional<Chardev> target() {
        return away ? Optional.empty() : Optional.of(device);
      }

      @Override
      public void close() {
        steps.add("release " + path);
        holder = null;
      }
    };
  }
}
