package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.BackendObject;
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
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** A registry with one entropy object, {@code rng0}, that one holder may lease. */
final class FakeRegistry implements ObjectRegistry {

  static final ObjectPath RNG0 = ObjectPath.object("rng0");

  private volatile @Nullable RngBackend live;
  private volatile @Nullable LeaseListener<RngBackend> listener;
  private volatile Optional<String> holder = Optional.empty();
  private volatile boolean listed = true;
  private volatile boolean strangersName;

  /** New code serves the object. */
  void attach(RngBackend backend) {
    live = backend;
    LeaseListener<RngBackend> hears = listener;
    if (hears != null) {
      hears.attached(backend);
    }
  }

  /** The code goes, in the order that the registry keeps: holders first, then the code itself. */
  void detach() {
    RngBackend old = live;
    live = null;
    LeaseListener<RngBackend> hears = listener;
    if (hears != null) {
      hears.detached();
    }
    if (old != null) {
      old.close();
    }
  }

  /** The object leaves the tree; its lease goes on. */
  void delete() {
    listed = false;
  }

  /** Another object takes the name of the deleted one; the lease stays with the old one. */
  void recreate() {
    listed = true;
    strangersName = true;
  }

  boolean leased() {
    return holder.isPresent();
  }

  Optional<String> holder() {
    return holder;
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws MissingReferenceException {
    if (!path.equals(RNG0) || !listed) {
      throw new MissingReferenceException("", "there is no object '" + path.id() + "'", "");
    }
    var lease = new FakeLease<>(kind, listener);
    holder = Optional.of(terms.holder());
    this.listener = lease.wide();
    RngBackend now = live;
    if (now != null) {
      lease.wide().attached(now);
    }
    return lease;
  }

  private final class FakeLease<T> implements Lease<T> {
    private final Class<T> kind;
    private final LeaseListener<T> hears;

    FakeLease(Class<T> kind, LeaseListener<T> hears) {
      this.kind = kind;
      this.hears = hears;
    }

    LeaseListener<RngBackend> wide() {
      return new LeaseListener<>() {
        @Override
        public void attached(RngBackend target) {
          hears.attached(kind.cast(target));
        }

        @Override
        public void detached() {
          hears.detached();
        }
      };
    }

    @Override
    public ObjectPath path() {
      return RNG0;
    }

    @Override
    public Optional<T> target() {
      return Optional.ofNullable(live).map(kind::cast);
    }

    @Override
    public void close() {
      listener = null;
      holder = Optional.empty();
    }
  }

  @Override
  public Optional<ObjectStatus> find(ObjectPath path) {
    return path.equals(RNG0) && listed
        ? Optional.of(
            new ObjectStatus(
                RNG0,
                "rng-fake",
                Optional.empty(),
                Phase.REALIZED,
                "",
                new PropertyValues(Map.of()),
                strangersName ? List.of() : holder.stream().toList()))
        : Optional.empty();
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
    return find(RNG0).stream().toList();
  }

  @Override
  public Optional<PropertyValue> get(ObjectPath path, String property) {
    return Optional.empty();
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
    return List.of();
  }

  @Override
  public Registration listen(RegistryListener listening) {
    return () -> {};
  }
}
