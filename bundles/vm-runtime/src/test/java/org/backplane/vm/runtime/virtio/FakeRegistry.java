package org.backplane.vm.runtime.virtio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
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
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** A registry of entropy objects; {@code rng0} is there from the beginning, without code. */
final class FakeRegistry implements ObjectRegistry {

  static final ObjectPath RNG0 = ObjectPath.object("rng0");

  private final Map<ObjectPath, Entry> entries = new ConcurrentHashMap<>();
  private final List<Entry> all = new CopyOnWriteArrayList<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  FakeRegistry() {
    put("rng0", "rng-fake");
  }

  private static final class Entry {
    final ObjectPath path;
    final String type;
    final List<FakeLease<?>> leases = new CopyOnWriteArrayList<>();
    volatile @Nullable BackendObject live;
    volatile Optional<TypeDescription> described = Optional.empty();
    volatile boolean busy;

    Entry(ObjectPath path, String type) {
      this.path = path;
      this.type = type;
    }
  }

  private Entry put(String id, String type) {
    var entry = new Entry(ObjectPath.object(id), type);
    entries.put(entry.path, entry);
    all.add(entry);
    return entry;
  }

  private Entry entry(String id) {
    Entry there = entries.get(ObjectPath.object(id));
    return there == null ? put(id, "rng-fake") : there;
  }

  /** New code serves {@code rng0}. */
  void attach(RngBackend backend) {
    attach("rng0", backend);
  }

  /** New code serves an object, which is made if it is not there. */
  void attach(String id, RngBackend backend) {
    Entry entry = entry(id);
    entry.live = backend;
    entry.leases.forEach(lease -> lease.attach(backend));
  }

  /** An object without code. */
  void addWaiting(String id) {
    entry(id);
  }

  /** An object that is no entropy source. */
  void addStranger(String id) {
    put(id, "secret").described =
        Optional.of(new TypeDescription("secret", "object", Container.OBJECTS, "", List.of()));
  }

  /** Who leases the object waits until nobody wants that any more. */
  void busy(String id) {
    entry(id).busy = true;
  }

  void detach() {
    detach("rng0");
  }

  /** The code goes, in the order that the registry keeps: holders first, then the code itself. */
  void detach(String id) {
    Entry entry = entry(id);
    BackendObject old = entry.live;
    entry.live = null;
    entry.leases.forEach(FakeLease::detach);
    if (old != null) {
      old.close();
    }
  }

  /** The object leaves the tree; its lease goes on. */
  void delete() {
    entries.remove(RNG0);
  }

  /** Another object takes the name of the deleted one; the lease stays with the old one. */
  void recreate() {
    put("rng0", "rng-fake");
  }

  boolean leased() {
    return all.stream().anyMatch(entry -> !entry.leases.isEmpty());
  }

  Optional<String> holder() {
    return holders("rng0").stream().findFirst();
  }

  List<String> holders(String id) {
    return entry(id).leases.stream().map(lease -> lease.terms.holder()).toList();
  }

  /** What was made and removed. */
  List<String> log() {
    return List.copyOf(log);
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new MissingReferenceException("", "there is no object '" + path.id() + "'", "");
    }
    BackendObject live = entry.live;
    if (live != null && !kind.isInstance(live)) {
      throw new InvalidRequestException("", "not a " + kind.getSimpleName(), "");
    }
    if (entry.busy) {
      awaitInterrupt(path);
    }
    var lease = new FakeLease<>(entry, kind, terms, listener);
    entry.leases.add(lease);
    if (live != null) {
      lease.attach(live);
    }
    return lease;
  }

  private static void awaitInterrupt(ObjectPath path) throws NotActiveException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      throw new NotActiveException(path.toString(), "nobody waits for it any more", "");
    }
  }

  private static final class FakeLease<T> implements Lease<T> {
    private final Entry entry;
    private final Class<T> kind;
    private final LeaseTerms terms;
    private final LeaseListener<T> hears;

    FakeLease(Entry entry, Class<T> kind, LeaseTerms terms, LeaseListener<T> hears) {
      this.entry = entry;
      this.kind = kind;
      this.terms = terms;
      this.hears = hears;
    }

    void attach(BackendObject target) {
      hears.attached(kind.cast(target));
    }

    void detach() {
      hears.detached();
    }

    @Override
    public ObjectPath path() {
      return entry.path;
    }

    @Override
    public Optional<T> target() {
      return entry.leases.contains(this)
          ? Optional.ofNullable(entry.live).map(kind::cast)
          : Optional.empty();
    }

    @Override
    public void close() {
      entry.leases.remove(this);
    }
  }

  @Override
  public Optional<ObjectStatus> find(ObjectPath path) {
    return Optional.ofNullable(entries.get(path))
        .map(
            entry ->
                new ObjectStatus(
                    path,
                    entry.type,
                    entry.described,
                    Phase.REALIZED,
                    "",
                    new PropertyValues(Map.of()),
                    holders(path.id())));
  }

  @Override
  public ObjectStatus add(ObjectRequest request) {
    put(request.id(), request.type());
    log.add("add " + request.subject());
    return find(ObjectPath.object(request.id())).orElseThrow();
  }

  @Override
  public void remove(ObjectPath path) throws BackplaneException {
    for (FakeLease<?> lease : entry(path.id()).leases) {
      if (lease.terms.pinning()) {
        throw new InUseException(path.toString(), "in use by " + lease.terms.holder(), "");
      }
    }
    entries.remove(path);
    log.add("remove " + path.id());
  }

  @Override
  public List<ObjectStatus> list(Container container) {
    return entries.keySet().stream().flatMap(path -> find(path).stream()).toList();
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
  public List<Busy> busy() {
    return List.of();
  }

  @Override
  public Registration listen(RegistryListener listening) {
    return () -> {};
  }
}
