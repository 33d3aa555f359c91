package org.backplane.vm.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBacking;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.memory.MemoryUsage;
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

/** A registry with memory and character devices that writes down what is done to it. */
final class FakeHost implements ObjectRegistry {

  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final Map<ObjectPath, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    Optional<BackendObject> live = Optional.empty();
    final List<FakeLease<?>> leases = new CopyOnWriteArrayList<>();
    String type = "";
    Arena arena = Arena.ofShared();
  }

  /** Adds live memory of its own arena, which ends with its object. */
  MemorySegment addMemory(String id, long size, boolean writable) {
    var entry = new Entry();
    entry.type = "memory-backend-ram";
    MemorySegment segment = entry.arena.allocate(size + 4096, 4096);
    MemorySegment seen = writable ? segment : segment.asReadOnly();
    entry.live =
        Optional.of(new FakeMemory(new MemoryBlock(id, seen, size, 4096, false, writable)));
    entries.put(ObjectPath.object(id), entry);
    return segment;
  }

  /** The host takes some of a live object's memory away. */
  void lose(String id, long offset) {
    FakeMemory memory = (FakeMemory) entries.get(ObjectPath.object(id)).live.orElseThrow();
    memory.losing().complete(new MemoryLoss(offset, "its file was cut"));
  }

  /** New code serves the object, on the same memory. */
  void update(String id) {
    Entry entry = entries.get(ObjectPath.object(id));
    FakeMemory old = (FakeMemory) entry.live.orElseThrow();
    detach(ObjectPath.object(id));
    var next = new FakeMemory(old.block());
    old.losing().thenAccept(next.losing()::complete);
    entry.live = Optional.of(next);
    entry.leases.forEach(FakeLease::attach);
  }

  /** Adds an object whose bundle is not there. */
  void addWaiting(String id) {
    var entry = new Entry();
    entry.type = "memory-backend-ram";
    entries.put(ObjectPath.object(id), entry);
  }

  /** Adds an entropy object whose bundle is not there. */
  void addRng(String id) {
    var entry = new Entry();
    entry.type = "rng-builtin";
    entries.put(ObjectPath.object(id), entry);
  }

  void addChardev(String id, Chardev chardev) {
    var entry = new Entry();
    entry.type = "socket";
    entry.live = Optional.of(chardev);
    entries.put(ObjectPath.chardev(id), entry);
  }

  /** The code of a leased object goes; the definition stays. */
  void detach(ObjectPath path) {
    Entry entry = entries.get(path);
    entry.live = Optional.empty();
    entry.leases.forEach(lease -> lease.listener.detached());
  }

  Optional<String> holder(ObjectPath path) {
    return Optional.ofNullable(entries.get(path))
        .flatMap(entry -> entry.leases.stream().findFirst())
        .map(lease -> lease.terms.holder() + (lease.terms.pinning() ? " (pinning)" : ""));
  }

  boolean exists(ObjectPath path) {
    return entries.containsKey(path);
  }

  @Override
  public ObjectStatus add(ObjectRequest request) throws InvalidRequestException {
    if (request.type().equals("rng-builtin")) {
      addRng(request.id());
      log.add("add " + request.subject());
      return find(ObjectPath.object(request.id())).orElseThrow();
    }
    long size = Long.parseLong(request.options().text("size").orElseThrow());
    if (size == 0) {
      throw new InvalidRequestException(request.subject(), "size must not be 0", "");
    }
    addMemory(request.id(), size, true);
    entries.get(ObjectPath.object(request.id())).type = request.type();
    String file = request.options().text("mem-path").map(path -> " in " + path).orElse("");
    log.add("add " + request.subject() + " " + size + file);
    return find(ObjectPath.object(request.id())).orElseThrow();
  }

  @Override
  public void remove(ObjectPath path) throws InUseException {
    Entry entry = entries.get(path);
    if (entry.leases.stream().anyMatch(lease -> lease.terms.pinning())) {
      throw new InUseException(path.toString(), "in use", "");
    }
    entry.arena.close();
    entries.remove(path);
    log.add("remove " + path.id());
  }

  @Override
  public Optional<ObjectStatus> find(ObjectPath path) {
    return Optional.ofNullable(entries.get(path))
        .map(
            entry ->
                new ObjectStatus(
                    path,
                    entry.type,
                    Optional.empty(),
                    entry.live.isPresent() ? Phase.REALIZED : Phase.WAITING,
                    "",
                    new PropertyValues(Map.of()),
                    entry.leases.stream().map(lease -> lease.terms.holder()).toList()));
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws MissingReferenceException, InUseException, InvalidRequestException {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new MissingReferenceException("", "no " + path, "");
    }
    for (FakeLease<?> other : entry.leases) {
      if (other.terms.exclusive() && terms.exclusive()) {
        throw new InUseException(path.id(), "it is in use by " + other.terms.holder(), "");
      }
    }
    if (entry.live.filter(live -> !kind.isInstance(live)).isPresent()) {
      throw new InvalidRequestException(path.id(), "not a " + kind.getSimpleName(), "");
    }
    var lease = new FakeLease<>(path, entry, kind, terms, listener);
    entry.leases.add(lease);
    log.add("lease " + path.id());
    lease.attach();
    return lease;
  }

  private final class FakeLease<T> implements Lease<T> {
    private final ObjectPath path;
    private final Entry entry;
    private final Class<T> kind;
    private final LeaseTerms terms;
    private final LeaseListener<T> listener;

    FakeLease(
        ObjectPath path, Entry entry, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener) {
      this.path = path;
      this.entry = entry;
      this.kind = kind;
      this.terms = terms;
      this.listener = listener;
    }

    void attach() {
      target().ifPresent(listener::attached);
    }

    @Override
    public ObjectPath path() {
      return path;
    }

    @Override
    public Optional<T> target() {
      return entry.live.map(kind::cast);
    }

    @Override
    public void close() {
      if (entry.leases.remove(this)) {
        log.add("release " + path.id());
      }
    }
  }

  private record FakeMemory(MemoryBlock block, CompletableFuture<MemoryLoss> losing)
      implements HostMemory {

    FakeMemory(MemoryBlock block) {
      this(block, new CompletableFuture<>());
    }

    @Override
    public MemoryUsage usage() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MemoryBacking> backing() {
      return Optional.empty();
    }

    @Override
    public long lostBytes() {
      return losing.isDone() ? 4096 : 0;
    }

    @Override
    public Registration onLoss(Consumer<MemoryLoss> listener) {
      var open = new AtomicBoolean(true);
      var _ =
          losing.thenAccept(
              loss -> {
                if (open.get()) {
                  listener.accept(loss);
                }
              });
      return () -> open.set(false);
    }

    @Override
    public void close() {}
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
