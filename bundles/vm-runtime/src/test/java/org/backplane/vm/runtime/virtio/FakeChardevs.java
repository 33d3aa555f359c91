package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Busy;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.object.RegistryListener;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** A registry of character devices, each with code or without. */
final class FakeChardevs implements ObjectRegistry {

  private final Map<ObjectPath, Optional<FakeChardev>> devices = new ConcurrentHashMap<>();
  private final Map<ObjectPath, Held<?>> held = new ConcurrentHashMap<>();

  private record Held<T>(Class<T> kind, LeaseTerms terms, LeaseListener<T> listener) {
    void attach(Object target) {
      listener.attached(kind.cast(target));
    }
  }

  FakeChardev add(String id) {
    var device = new FakeChardev();
    devices.put(ObjectPath.chardev(id), Optional.of(device));
    return device;
  }

  FakeChardev get(String id) {
    return devices.get(ObjectPath.chardev(id)).orElseThrow();
  }

  /** The code goes. */
  void detach(String id) {
    held.get(ObjectPath.chardev(id)).listener().detached();
    devices.put(ObjectPath.chardev(id), Optional.empty());
  }

  /** New code comes. */
  void attach(String id, FakeChardev code) {
    devices.put(ObjectPath.chardev(id), Optional.of(code));
    held.get(ObjectPath.chardev(id)).attach(code);
  }

  Optional<String> holder(String id) {
    return Optional.ofNullable(held.get(ObjectPath.chardev(id))).map(it -> it.terms().holder());
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    if (held.containsKey(path)) {
      throw new InUseException(path.id(), "in use by " + held.get(path).terms().holder(), "");
    }
    var mine = new Held<>(kind, terms, listener);
    held.put(path, mine);
    devices.get(path).ifPresent(mine::attach);
    return new Lease<>() {
      @Override
      public ObjectPath path() {
        return path;
      }

      @Override
      public Optional<T> target() {
        return devices.get(path).map(kind::cast);
      }

      @Override
      public void close() {
        held.remove(path, mine);
      }
    };
  }

  @Override
  public Optional<ObjectStatus> find(ObjectPath path) {
    return Optional.ofNullable(devices.get(path))
        .map(
            _ ->
                new ObjectStatus(
                    path,
                    "socket",
                    Optional.empty(),
                    Phase.REALIZED,
                    "",
                    new PropertyValues(Map.of()),
                    List.of()));
  }

  @Override
  public ObjectStatus add(ObjectRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void remove(ObjectPath path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ObjectStatus> list(Container container) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<PropertyValue> get(ObjectPath path, String property) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void set(ObjectPath path, String property, RawValue value, Dialect dialect) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Registration preset(String type, Options defaults) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<TypeDescription> types() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Busy> busy() {
    return List.of();
  }

  @Override
  public Registration listen(RegistryListener listener) {
    throw new UnsupportedOperationException();
  }
}
