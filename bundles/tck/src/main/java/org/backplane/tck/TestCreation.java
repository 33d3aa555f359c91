package org.backplane.tck;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/**
 * A definition without a registry: give it to a factory's {@code create} as often as its code shall
 * be exchanged, the resources stay; close it to end the definition.
 */
public final class TestCreation implements Creation, AutoCloseable {

  private final TypeDescription type;
  private final ObjectPath path;
  private final Metrics metrics;
  private final TestResources resources = new TestResources();
  private final Map<ObjectPath, BackendObject> others = new ConcurrentHashMap<>();
  private final Collection<TestLease<?>> leases = new ConcurrentLinkedQueue<>();
  private final List<TestProgress> jobs = new CopyOnWriteArrayList<>();
  private volatile PropertyValues properties;

  /**
   * @param given the definition's property values as {@link TestProperties#of} takes them
   */
  public TestCreation(TypeDescription type, String id, Map<String, ?> given) {
    this.type = type;
    this.metrics = Metrics.of(type.metrics());
    this.path = new ObjectPath(type.container(), id);
    this.properties = TestProperties.of(type, given);
  }

  /** Makes another object available to {@link #lease}. */
  public TestCreation offering(ObjectPath otherPath, BackendObject other) {
    others.put(otherPath, other);
    return this;
  }

  /** Takes it away again: it cannot be leased any longer. */
  public void withdraw(ObjectPath otherPath) {
    others.remove(otherPath);
  }

  /** What the object holds of others now: the leases that it has not closed itself so far. */
  public List<ObjectPath> leased() {
    return leases.stream().<ObjectPath>map(Lease::path).toList();
  }

  /** Those of them that may not be deleted meanwhile. */
  public List<ObjectPath> pinned() {
    return leases.stream()
        .filter(lease -> lease.terms().pinning())
        .<ObjectPath>map(Lease::path)
        .toList();
  }

  /** The jobs that the object has shown so far, the oldest first. */
  public List<TestProgress> jobs() {
    return List.copyOf(jobs);
  }

  /** Sets a property of the live object and then of the definition, as a monitor does. */
  public void set(BackendObject object, String name, Object value) throws BackplaneException {
    PropertyValue checked = TestProperties.value(value);
    object.change(name, checked);
    properties = properties.with(name, checked);
  }

  /** What a monitor reads: the live object's own value, or else the definition's. */
  public Optional<PropertyValue> get(BackendObject object, String name) {
    return object.read(name).or(() -> properties.find(name));
  }

  @Override
  public ObjectPath path() {
    return path;
  }

  @Override
  public String subject() {
    return type.name() + " '" + path.id() + "'";
  }

  @Override
  public PropertyValues properties() {
    return properties;
  }

  /** What the object measures: one set for all code that serves this definition. */
  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public TestResources resources() {
    return resources;
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath otherPath, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    BackendObject other = others.get(otherPath);
    if (!kind.isInstance(other)) {
      throw new MissingReferenceException(
          subject(), "there is no " + kind.getSimpleName() + " '" + otherPath.id() + "'", "");
    }
    T target = kind.cast(other);
    listener.attached(target);
    var lease = new TestLease<>(otherPath, terms, Optional.of(target), leases);
    leases.add(lease);
    return lease;
  }

  @Override
  public TestProgress begin(String kind, long total) {
    var job = new TestProgress(kind, total);
    jobs.add(job);
    return job;
  }

  @Override
  public void close() {
    resources.close();
  }

  /** Two of the same object are two. */
  private static final class TestLease<T> implements Lease<T> {

    private final ObjectPath path;
    private final LeaseTerms terms;
    private final Optional<T> target;
    private final Collection<TestLease<?>> open;

    TestLease(
        ObjectPath path, LeaseTerms terms, Optional<T> target, Collection<TestLease<?>> open) {
      this.path = path;
      this.terms = terms;
      this.target = target;
      this.open = open;
    }

    @Override
    public ObjectPath path() {
      return path;
    }

    LeaseTerms terms() {
      return terms;
    }

    @Override
    public Optional<T> target() {
      return target;
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
