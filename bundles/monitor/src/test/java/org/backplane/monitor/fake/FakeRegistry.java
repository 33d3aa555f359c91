package org.backplane.monitor.fake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.chardev.Chardev;
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
import org.backplane.api.type.Change;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** Definitions without backends, and character devices that a test exchanges as it likes. */
public final class FakeRegistry implements ObjectRegistry {

  /** An object of this id takes until {@link #release} to make. */
  public static final String SLOW_ID = "slow";

  /** Making an object of this id breaks. */
  public static final String BROKEN_ID = "broken";

  /** The code of a ring of this id ends just before it is used. */
  public static final String ENDED_ID = "ended";

  private final FakeParser parser = new FakeParser();
  private final List<TypeDescription> types =
      new CopyOnWriteArrayList<>(
          List.of(
              Types.FILE,
              Types.NULL,
              Types.PIPE,
              Types.PTY,
              Types.RADIO,
              Types.RINGBUF,
              Types.SOCKET,
              Types.STDIO,
              Types.RAM,
              Types.PLAIN,
              Types.RNG,
              Types.THREADS));
  private final List<ObjectRequest> requests = new CopyOnWriteArrayList<>();
  private Publication publication = Publication.NONE;
  private final Map<ObjectPath, Entry> entries = new LinkedHashMap<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final CountDownLatch slowBegun = new CountDownLatch(1);

  /** Hears of live character devices as the framework's services tell of them. */
  public record Publication(BiConsumer<String, Chardev> came, BiConsumer<String, Chardev> gone) {

    static final Publication NONE = new Publication((_, _) -> {}, (_, _) -> {});
  }

  public void publishTo(Publication listeners) {
    publication = listeners;
  }

  /** Everything that was asked for, in order. */
  public List<ObjectRequest> requests() {
    return requests;
  }

  /** Lets the slow object come to life. */
  public void release() {
    slow.countDown();
  }

  /** Waits until the slow object is being made. */
  public void awaitSlow() throws InterruptedException {
    slowBegun.await();
  }

  /** What a live object tells of a property. */
  public synchronized void figure(String id, String property, long value) {
    entries.get(ObjectPath.object(id)).figures.put(property, new PropertyValue.Unsigned(value));
  }

  /** Puts a definition in as it stands. */
  public synchronized void put(ObjectStatus status) {
    entries.put(status.path(), new Entry(status));
  }

  /** Puts a live character device in, or exchanges its code. */
  public void attach(String id, ScriptedChardev chardev) {
    Entry entry;
    synchronized (this) {
      entry =
          entries.computeIfAbsent(
              ObjectPath.chardev(id),
              path -> Entry.realized(path, Types.SOCKET, new PropertyValues(Map.of())));
      exchange(entry, chardev);
    }
    entry.leases.forEach(lease -> lease.attached(chardev));
  }

  private void exchange(Entry entry, @Nullable Chardev next) {
    if (entry.live instanceof Chardev old) {
      publication.gone().accept(entry.status().path().id(), old);
    }
    entry.live = next;
    if (next != null) {
      publication.came().accept(entry.status().path().id(), next);
    }
  }

  /** Takes a character device's code away. */
  public void detach(String id) {
    Entry entry;
    synchronized (this) {
      entry = entries.get(ObjectPath.chardev(id));
      exchange(entry, null);
    }
    entry.leases.forEach(FakeLease::detached);
  }

  @Override
  public ObjectStatus add(ObjectRequest request) throws BackplaneException {
    requests.add(request);
    TypeDescription type =
        types.stream()
            .filter(t -> t.name().equals(request.type()))
            .findFirst()
            .orElseThrow(() -> new InvalidRequestException(request.subject(), "no such type", ""));
    PropertyValues values = linked(parser.check(type, request.subject(), request.options()));
    ObjectPath path = new ObjectPath(request.container(), request.id());
    if (request.id().equals(SLOW_ID)) {
      takeLong(path, type);
    }
    if (request.id().equals(BROKEN_ID)) {
      throw new IllegalStateException("a bug");
    }
    synchronized (this) {
      if (entries.containsKey(path)) {
        throw new InvalidRequestException(request.subject(), "the id is taken", "");
      }
      Entry entry = Entry.realized(path, type, values);
      if (request.container() == Container.CHARDEVS) {
        exchange(entry, chardev(request, values));
      }
      entries.put(path, entry);
      return entry.status();
    }
  }

  private Chardev chardev(ObjectRequest request, PropertyValues values)
      throws InvalidRequestException {
    String place = values.findText("path").orElse("");
    boolean again =
        requests.stream()
                .filter(asked -> asked.options().text("path").equals(Optional.of(place)))
                .count()
            > 1;
    if (place.equals("/nope") || (place.equals("/once") && again)) {
      throw new InvalidRequestException(request.subject(), place + " cannot be opened", "");
    }
    return switch (request.type()) {
      case "ringbuf" -> new FakeRing(request.id().equals(ENDED_ID));
      case "pty" -> new ScriptedChardev("pty:/dev/pts/7");
      default -> new ScriptedChardev(request.type() + ":" + place);
    };
  }

  /** A link that is given by id becomes a path, as in the product. */
  private synchronized PropertyValues linked(PropertyValues values)
      throws MissingReferenceException {
    Optional<String> given = values.findText("prealloc-context");
    if (given.isEmpty()) {
      return values;
    }
    ObjectPath target = ObjectPath.object(given.get());
    present(target);
    return values.with("prealloc-context", new PropertyValue.Text(target.toString()));
  }

  /** Listed as being made, as in the product, until it is released. */
  private void takeLong(ObjectPath path, TypeDescription type) {
    put(
        new ObjectStatus(
            path,
            type.name(),
            Optional.empty(),
            Phase.WAITING,
            "being made",
            new PropertyValues(Map.of()),
            List.of()));
    slowBegun.countDown();
    awaitRelease();
    synchronized (this) {
      entries.remove(path);
    }
  }

  private void awaitRelease() {
    try {
      slow.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void remove(ObjectPath path) throws BackplaneException {
    Entry entry = present(path);
    if (entry.leases.stream().anyMatch(lease -> lease.terms().pinning())) {
      throw new InUseException(entry.status().subject(), "in use", "");
    }
    exchange(entry, null);
    entries.remove(path);
  }

  private synchronized Entry present(ObjectPath path) throws MissingReferenceException {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new MissingReferenceException(path.toString(), "there is no such object", "");
    }
    return entry;
  }

  @Override
  public synchronized Optional<ObjectStatus> find(ObjectPath path) {
    return Optional.ofNullable(entries.get(path)).map(Entry::status);
  }

  @Override
  public synchronized List<ObjectStatus> list(Container container) {
    return entries.values().stream()
        .map(Entry::status)
        .filter(status -> status.path().container() == container)
        .toList();
  }

  @Override
  public Optional<PropertyValue> get(ObjectPath path, String property) throws BackplaneException {
    if (property.equals("node-affinity")) {
      throw new InvalidRequestException(path.toString(), "it is never read", "");
    }
    Entry entry = present(path);
    return Optional.ofNullable(entry.figures.get(property))
        .or(() -> entry.status().properties().find(property));
  }

  @Override
  public synchronized void set(ObjectPath path, String property, RawValue value, Dialect dialect)
      throws BackplaneException {
    Entry entry = present(path);
    ObjectStatus old = entry.status();
    Property described = old.type().orElseThrow().property(property).orElseThrow();
    if (described.change() != Change.ANY_TIME) {
      throw new InvalidRequestException(old.subject(), property + " cannot be changed", "");
    }
    PropertyValue checked = parser.check(described, old.subject(), value, dialect);
    entry.change(old.properties().with(property, checked));
  }

  @Override
  public Registration preset(String type, Options defaults) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<TypeDescription> types() {
    return List.copyOf(types);
  }

  /** A bundle with another type comes. */
  public void offer(TypeDescription type) {
    types.add(type);
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    if (path.id().equals(SLOW_ID)) {
      awaitRelease(); // whoever leases waits for the object's turn
    }
    Entry entry = present(path);
    FakeLease<T> lease;
    synchronized (this) {
      if (terms.exclusive() && entry.leases.stream().anyMatch(held -> held.terms().exclusive())) {
        throw new InUseException(entry.status().subject(), "it is taken", "");
      }
      lease = new FakeLease<>(entry, kind, terms, listener);
      entry.leases.add(lease);
    }
    BackendObject live = entry.live;
    if (live != null) {
      lease.attached(live);
    }
    return lease;
  }

  @Override
  public List<Busy> busy() {
    return List.of();
  }

  @Override
  public Registration listen(RegistryListener listener) {
    return () -> {};
  }
}
