package org.backplane.core.registry;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.BackendFactory;
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
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Change;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.backplane.core.job.JobBoard;
import org.backplane.core.job.RunningJob;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one registry: definitions on the one side, factories that come and go on the other. */
@Component(service = ObjectRegistry.class)
public final class Registry implements ObjectRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  /** How long a bundle that stops waits for its objects to end. */
  private static final Duration DETACH_DEADLINE = Duration.ofSeconds(5);

  private final OptionParser parser;
  private final Offers offers = new Offers();
  private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
  private final Surroundings surroundings;
  private final Entries entries = new Entries();
  private final Links links = new Links(entries);
  private final Presets presets = new Presets();

  @Activate
  public Registry(@Reference OptionParser parser, @Reference JobBoard jobs, BundleContext context) {
    this.parser = parser;
    this.surroundings = new Around(new ObjectPublisher(context), jobs);
  }

  // --- factories

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      unbind = "withdraw")
  void offer(BackendFactory factory, ServiceReference<BackendFactory> reference) {
    Offer offer = Offer.of(factory, reference);
    offers.add(offer);
    entries.ofType(offer.description()).forEach(this::serveByBest);
  }

  void withdraw(BackendFactory factory, ServiceReference<BackendFactory> reference) {
    offers.remove(Offer.serviceId(reference)).ifPresent(this::detachAll);
  }

  private void detachAll(Offer gone) {
    TypeDescription type = gone.description();
    List<Entry> served =
        entries.ofType(type).stream().filter(entry -> entry.servedBy(gone)).toList();
    CompletableFuture<?>[] endings =
        served.stream().map(entry -> entry.detach(gone)).toArray(CompletableFuture<?>[]::new);
    awaitAll(endings, "type " + type.name());
    // Also those that the bundle failed: another may serve them.
    entries.ofType(type).forEach(this::serveByBest);
  }

  private void serveByBest(Entry entry) {
    offers
        .best(entry.path().container(), entry.status().typeName())
        .ifPresent(
            best -> {
              // Nobody waits for it: the outcome stands in the object's status.
              var _ = entry.serve(best);
            });
  }

  /** Ends every object, the newest first: it may build on older ones. */
  @Deactivate
  void close() {
    for (Entry entry : entries.newestFirst()) {
      awaitAll(new CompletableFuture<?>[] {entry.end()}, entry.path().toString());
    }
  }

  private static void awaitAll(CompletableFuture<?>[] endings, String whose) {
    try {
      CompletableFuture.allOf(endings).get(DETACH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      LOG.warn(
          "objects of {} did not end within {}; going on without them", whose, DETACH_DEADLINE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("an object of {} did not end cleanly", whose, e.getCause());
    }
  }

  // --- definitions

  @Override
  public ObjectStatus add(ObjectRequest request) throws BackplaneException {
    ObjectIds.checkLengths(request);
    var definition = new Definition(request, parser, presets.inForce(), links);
    check(definition);
    var entry = new Entry(definition, surroundings);
    if (!entries.add(entry)) {
      throw ObjectIds.duplicate(request);
    }
    return make(entry, request, definition.waits());
  }

  private void check(Definition definition) throws BackplaneException {
    ObjectRequest request = definition.request();
    if (definition.waits()) {
      ObjectIds.check(request);
      return;
    }
    TypeDescription type = offered(request).description();
    PropertyValues values = definition.check(type);
    ObjectIds.check(request);
    definition.withLinks(type, values);
  }

  private ObjectStatus make(Entry entry, ObjectRequest request, boolean waits)
      throws BackplaneException {
    boolean made = false;
    try {
      Optional<Offer> offer =
          waits
              ? offers.best(request.container(), request.type())
              : Optional.of(offered(request)); // it may have gone since it was looked at
      ObjectStatus status = offer.isPresent() ? entry.serve(offer.get()).await() : entry.status();
      made = true;
      return status;
    } catch (BackplaneException e) {
      made = waits;
      if (!waits) {
        throw e;
      }
      return entry.status();
    } finally {
      if (!made) {
        Mailbox.await(entry.end());
      }
    }
  }

  private Offer offered(ObjectRequest request) throws InvalidRequestException {
    return offers
        .best(request.container(), request.type())
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    request.subject(),
                    "there is no type '%s'".formatted(request.type()),
                    parser.nearest(request.type(), typeNames(request.container()))));
  }

  private List<String> typeNames(Container container) {
    return offers.types().stream()
        .filter(type -> type.container() == container)
        .map(TypeDescription::name)
        .toList();
  }

  @Override
  public void remove(ObjectPath path) throws BackplaneException {
    Entry entry =
        entries
            .find(path)
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "",
                        "there is no '%s' in /%s".formatted(path.id(), path.container().folder()),
                        ""));
    Mailbox.await(entry.delete());
  }

  @Override
  public Optional<ObjectStatus> find(ObjectPath path) {
    return entries.find(path).map(Entry::status);
  }

  @Override
  public List<ObjectStatus> list(Container container) {
    return entries.of(container).stream().map(Entry::status).toList();
  }

  @Override
  public List<TypeDescription> types() {
    return offers.types();
  }

  @Override
  public Optional<PropertyValue> get(ObjectPath path, String property) throws BackplaneException {
    return present(path).read(property);
  }

  @Override
  public void set(ObjectPath path, String property, RawValue value, Dialect dialect)
      throws BackplaneException {
    Entry entry = present(path);
    String subject = entry.status().subject();
    Property described = entry.property(property);
    if (described.change() != Change.ANY_TIME) {
      throw new InvalidRequestException(
          subject, "property '%s' cannot be changed".formatted(property), "");
    }
    entry.change(described, parser.check(described, subject, value, dialect)).await();
  }

  private Entry present(ObjectPath path) throws MissingReferenceException {
    return entries
        .find(path)
        .orElseThrow(() -> new MissingReferenceException("", "there is no object " + path, ""));
  }

  @Override
  public Registration preset(String type, Options defaults) {
    return presets.add(type, defaults);
  }

  // --- leases and listeners

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    return present(path).lease(kind, terms, listener);
  }

  @Override
  public List<Busy> busy() {
    return entries.newestFirst().stream()
        .flatMap(entry -> entry.busy().stream())
        .sorted(Comparator.comparing(Busy::elapsed).reversed())
        .toList();
  }

  @Override
  public Registration listen(RegistryListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The registry as its entries see it. */
  private final class Around implements Surroundings {

    private final ObjectPublisher publisher;
    private final JobBoard jobs;

    Around(ObjectPublisher publisher, JobBoard jobs) {
      this.publisher = publisher;
      this.jobs = jobs;
    }

    @Override
    public boolean stillThere(Offer offer) {
      return offers.contains(offer);
    }

    @Override
    public Registration publish(ObjectStatus status, BackendObject object) {
      return publisher.publish(status, object);
    }

    @Override
    public Registration publish(Measured measured) {
      return publisher.publish(measured);
    }

    @Override
    public <T extends BackendObject> Lease<T> lease(
        ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
        throws BackplaneException {
      return Registry.this.lease(path, kind, terms, listener);
    }

    @Override
    public RunningJob begin(ObjectPath object, String type, long total, Runnable callOff) {
      return jobs.begin(object, type, total, callOff);
    }

    @Override
    public void changed(ObjectStatus now) {
      if (now.phase() == Phase.REALIZED) {
        entries.awaiting(now.path()).forEach(Registry.this::serveByBest);
      }
      for (RegistryListener listener : listeners) {
        try {
          listener.changed(now);
        } catch (RuntimeException | LinkageError e) {
          LOG.error("a registry listener failed on {}", now.path(), e);
        }
      }
    }

    @Override
    public void unlist(Entry entry) {
      entries.unlist(entry);
    }

    @Override
    public void forget(Entry entry) {
      entries.forget(entry);
    }
  }
}
