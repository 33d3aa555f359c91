import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Progress;
import org.backplane.api.object.Resources;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** An entropy backend without a machine: as many requests wait as a virtio-rng device has buffers. */
final class DirectBackend implements AutoCloseable {

  private static final int IN_FLIGHT = 8;

  private final Alone creation;
  private final RngBackend backend;

  DirectBackend(String type) throws BackplaneException, ReflectiveOperationException {
    BackendFactory factory = factory(type);
    creation = new Alone(factory.description());
    backend = (RngBackend) factory.create(creation);
  }

  /** As a container would: the classes of a bundle are nobody else's. */
  private static BackendFactory factory(String type) throws ReflectiveOperationException {
    String name =
        switch (type) {
          case "rng-builtin" -> "org.backplane.rng.RngBuiltinFactory";
          case "rng-random" -> "org.backplane.rng.RngRandomFactory";
          default -> throw new IllegalArgumentException(type);
        };
    return (BackendFactory) Class.forName(name).getConstructor().newInstance();
  }

  /** Bytes a second for requests of a size. */
  double measure(int sizeBytes) throws InterruptedException {
    var load = new Load(sizeBytes, System.nanoTime() + EntropyBandwidth.TURN.toNanos());
    long start = System.nanoTime();
    for (int i = 0; i < IN_FLIGHT; i++) {
      load.ask();
    }
    load.over.await();
    if (load.failed.get() > 0) {
      throw new IllegalStateException("a request failed");
    }
    return load.bytes.get() * 1e9 / (System.nanoTime() - start);
  }

  /** Asks anew for each request that ends, until the time is over. */
  private final class Load implements EntropyRequest.Receiver {
    private final int sizeBytes;
    private final long end;
    final AtomicLong bytes = new AtomicLong();
    final AtomicInteger failed = new AtomicInteger();
    final CountDownLatch over = new CountDownLatch(IN_FLIGHT);

    Load(int sizeBytes, long end) {
      this.sizeBytes = sizeBytes;
      this.end = end;
    }

    void ask() {
      backend.request(new EntropyRequest(sizeBytes, "benchmark", this));
    }

    @Override
    public void filled(ByteBuffer entropy) {
      bytes.addAndGet(entropy.remaining());
      if (System.nanoTime() < end) {
        ask();
      } else {
        over.countDown();
      }
    }

    @Override
    public void handedBack() {
      failed.incrementAndGet();
      over.countDown();
    }

    @Override
    public void failed(BackplaneException reason) {
      handedBack();
    }
  }

  @Override
  public void close() {
    backend.close();
    creation.end();
  }

  /** A definition with its defaults, and nobody else there. */
  private static final class Alone implements Creation, Resources {
    private final TypeDescription type;
    private final Metrics metrics;
    private final Map<String, AutoCloseable> kept = new LinkedHashMap<>();

    Alone(TypeDescription type) {
      this.type = type;
      metrics = Metrics.of(type.metrics());
    }

    @Override
    public Metrics metrics() {
      return metrics;
    }

    @Override
    public ObjectPath path() {
      return ObjectPath.object("alone");
    }

    @Override
    public String subject() {
      return type.name() + " 'alone'";
    }

    @Override
    public PropertyValues properties() {
      Map<String, PropertyValue> values = new LinkedHashMap<>();
      for (Property property : type.properties()) {
        property.defaultValue().ifPresent(value -> values.put(property.name(), value));
      }
      return new PropertyValues(values);
    }

    @Override
    public Resources resources() {
      return this;
    }

    @Override
    public <R extends AutoCloseable> R keep(String name, Class<R> kind, Maker<R> maker)
        throws BackplaneException {
      R made = maker.make();
      kept.put(name, made);
      return made;
    }

    @Override
    public void release(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends BackendObject> Lease<T> lease(
        ObjectPath other, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress begin(String kind, long total) {
      throw new UnsupportedOperationException();
    }

    void end() {
      for (AutoCloseable resource : kept.values()) {
        try {
          resource.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
