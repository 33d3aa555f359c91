package org.backplane.core.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One definition and its life. Everything that calls the backend runs in the mailbox, one task
 * after the other; the status may be asked for at any time.
 */
final class Entry {

  private static final Logger LOG = LoggerFactory.getLogger(Entry.class);

  private final ObjectRequest request;
  private final ObjectPath path;
  private final OptionParser parser;
  private final Surroundings surroundings;
  private final Mailbox mailbox;
  private final KeptResources resources;
  private final Leases leases = new Leases();
  private final Map<String, PropertyValue> changes = new LinkedHashMap<>();
  private final Attempt attempt = new Attempt();

  private volatile ObjectStatus status;
  private volatile @Nullable Offer serving;
  private volatile @Nullable Live live;

  /** Whether others may refer to it: it lives or lived, or its type may take its time. */
  private volatile boolean born;

  Entry(ObjectRequest request, OptionParser parser, Surroundings surroundings) {
    this.request = request;
    this.path = new ObjectPath(request.container(), request.id());
    this.parser = parser;
    this.surroundings = surroundings;
    this.mailbox = new Mailbox("object-" + request.id());
    this.resources = new KeptResources(request.subject());
    this.born = request.whenTypeIsUnknown() == UnknownType.WAIT;
    this.status =
        new ObjectStatus(
            path,
            request.type(),
            Optional.empty(),
            Phase.WAITING,
            "no bundle offers type " + request.type(),
            new PropertyValues(Map.of()),
            List.of());
  }

  ObjectPath path() {
    return path;
  }

  /** The present state, with its lease holders. */
  ObjectStatus status() {
    ObjectStatus now = status;
    return new ObjectStatus(
        now.path(),
        now.typeName(),
        now.type(),
        now.phase(),
        now.reason(),
        now.properties(),
        leases.holders());
  }

  /** Whether an offer serves this object, or is about to. */
  boolean servedBy(Offer offer) {
    return offer.equals(serving);
  }

  boolean isOfType(TypeDescription type) {
    return request.container() == type.container() && request.type().equals(type.name());
  }

  // --- life

  /** Has the object served by an offer, in place of what serves it now. */
  CompletableFuture<ObjectStatus> serve(Offer offer) {
    return mailbox.submit(() -> realize(offer));
  }

  /** Interrupts the creation that is under way, if there is one. */
  void callOff() {
    attempt.interrupt();
  }

  private ObjectStatus realize(Offer offer) throws BackplaneException {
    Live present = live;
    if (status.phase() == Phase.DELETED || (present != null && present.offer().equals(offer))) {
      return status;
    }
    return present == null ? serveFirst(offer) : takeOver(offer, present);
  }

  private ObjectStatus serveFirst(Offer offer) throws BackplaneException {
    try {
      begin(offer, valuesFor(offer.description()));
      return status();
    } catch (BackplaneException e) {
      become(Phase.FAILED, e.getMessage());
      throw e;
    }
  }

  /** Code that works is given up only for code that works. */
  private ObjectStatus takeOver(Offer offer, Live present) throws BackplaneException {
    try {
      PropertyValues values = valuesFor(offer.description());
      endCode(present, "newer code takes over");
      begin(offer, values);
      return status();
    } catch (BackplaneException e) {
      LOG.error("{}: newer code in {} failed", request.subject(), offer.bundle(), e);
      if (live == null) {
        serveFirst(present.offer());
      }
      throw e;
    }
  }

  /** What was asked for and changed since, by the description of the code that comes. */
  private PropertyValues valuesFor(TypeDescription type) throws InvalidRequestException {
    PropertyValues values = parser.check(type, request.subject(), request.options());
    for (Map.Entry<String, PropertyValue> change : changes.entrySet()) {
      if (type.property(change.getKey()).isPresent()) {
        values = values.with(change.getKey(), change.getValue());
      }
    }
    return values;
  }

  private void begin(Offer offer, PropertyValues values) throws BackplaneException {
    serving = offer;
    Set<String> before = resources.names();
    var creation =
        new ObjectCreation(
            path, request.subject(), values, resources.heldFor(offer.bundle()), surroundings);
    BackendObject object = null;
    try {
      object = create(offer, creation);
      status = described(offer.description(), values);
      live = new Live(offer, object, creation.leases(), surroundings.publish(status, object));
    } catch (Throwable e) {
      serving = null;
      if (object != null) {
        close(object);
      }
      creation.leases().forEach(Lease::close);
      resources.releaseAllBut(before);
      throw refusal(e);
    }
    born = true;
    become(Phase.REALIZED, "");
    leases.attach(object);
  }

  private BackendObject create(Offer offer, ObjectCreation creation) throws BackplaneException {
    if (!surroundings.stillThere(offer)) {
      throw new NotActiveException(
          request.subject(), "its bundle has just been taken away", "put it back");
    }
    return attempt.run(() -> Objects.requireNonNull(offer.factory().create(creation), "no object"));
  }

  private BackplaneException refusal(Throwable reason) {
    if (reason instanceof BackplaneException refused) {
      return refused;
    }
    LOG.error("{}: its backend failed", request.subject(), reason);
    return new BackendFailedException(request.subject(), "its backend failed: " + reason, reason);
  }

  private ObjectStatus described(TypeDescription type, PropertyValues values) {
    return new ObjectStatus(
        path, type.name(), Optional.of(type), status.phase(), status.reason(), values, List.of());
  }

  /** The bundle behind an offer goes away; its resources and leases stay. */
  CompletableFuture<Void> detach(Offer offer) {
    attempt.interrupt();
    return mailbox.submit(
        () -> {
          Live present = live;
          if (present != null && present.offer().equals(offer)) {
            endCode(present, "waiting for a bundle that offers type " + request.type());
          }
          return null;
        });
  }

  private void endCode(Live ending, String reason) {
    live = null;
    serving = null;
    unpublish(ending);
    become(Phase.DETACHED, reason);
    leases.detach();
    close(ending.object());
    ending.leases().forEach(Lease::close);
  }

  private void unpublish(Live ending) {
    try {
      ending.publication().close();
    } catch (IllegalStateException e) {
      LOG.debug("{}: its service was gone already", request.subject(), e);
    }
  }

  private void close(BackendObject object) {
    try {
      object.close();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{}: its backend did not close cleanly", request.subject(), e);
    }
  }

  /** Takes the object out of the tree; it ends now, or with its last lease. */
  CompletableFuture<Void> delete() {
    attempt.interrupt();
    return mailbox.submit(
        () -> {
          leases.closeForDeletion(request.subject());
          surroundings.unlist(this);
          if (leases.isEmpty()) {
            finish();
          }
          return null;
        });
  }

  /**
   * Ends the object whoever holds it, because the registry itself ends, or because it never began.
   */
  CompletableFuture<Void> end() {
    attempt.interrupt();
    return mailbox.submit(
        () -> {
          surroundings.unlist(this);
          finish();
          return null;
        });
  }

  private void finish() {
    if (status.phase() == Phase.DELETED) {
      return;
    }
    Live present = live;
    if (present != null) {
      endCode(present, "");
    }
    resources.releaseAll();
    become(Phase.DELETED, "");
    surroundings.forget(this);
  }

  private void become(Phase next, String reason) {
    ObjectStatus now = status;
    if (now.phase() != next && !now.phase().mayBecome(next)) {
      throw new IllegalStateException("%s: %s -> %s".formatted(path, now.phase(), next));
    }
    status =
        new ObjectStatus(
            path, now.typeName(), now.type(), next, reason, now.properties(), List.of());
    if (now.phase() != next) {
      LOG.info("{}: {} {}", request.subject(), next.name().toLowerCase(Locale.ROOT), reason);
    }
    surroundings.changed(status());
  }

  // --- properties

  Optional<PropertyValue> read(String property) throws InvalidRequestException {
    ObjectStatus now = status;
    if (property.equals("type")) {
      return Optional.of(new PropertyValue.Text(request.type()));
    }
    if (now.type().flatMap(type -> type.property(property)).isEmpty()) {
      throw new InvalidRequestException(
          request.subject(), "there is no property '%s'".formatted(property), "");
    }
    Live present = live;
    return Optional.ofNullable(present)
        .flatMap(code -> code.object().read(property))
        .or(() -> now.properties().find(property));
  }

  /** Applies a checked value. */
  CompletableFuture<Void> change(String property, PropertyValue value) {
    return mailbox.submit(
        () -> {
          Live present = live;
          if (present == null) {
            throw new NotActiveException(request.subject(), status.reason(), "try again then");
          }
          apply(present, property, value);
          PropertyValue stored = present.object().read(property).orElse(value);
          changes.put(property, stored);
          status =
              described(present.offer().description(), status.properties().with(property, stored));
          return null;
        });
  }

  private void apply(Live present, String property, PropertyValue value) throws BackplaneException {
    try {
      present.object().change(property, value);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{}: setting '{}' failed", request.subject(), property, e);
      throw new BackendFailedException(request.subject(), "its backend failed: " + e, e);
    }
  }

  // --- leases

  <T extends BackendObject> Lease<T> lease(
      Class<T> kind, LeaseTerms terms, LeaseListener<T> listener) throws BackplaneException {
    if (!born) {
      throw new MissingReferenceException(request.subject(), "it is still being created", "");
    }
    var lease = new ObjectLease<>(this, kind, terms, listener);
    leases.admit(lease, request.subject());
    // Without code there is nothing to wait for: whatever comes is attached when it comes.
    boolean fits = live == null || Mailbox.await(mailbox.submit(() -> attachNow(lease)));
    if (status.phase() == Phase.DELETED) {
      lease.close();
      throw new MissingReferenceException(request.subject(), "it has been deleted", "");
    }
    if (!fits) {
      lease.close();
      throw new InvalidRequestException(
          request.subject(),
          "%s needs a %s".formatted(terms.holder(), kind.getSimpleName()),
          "name an object of that kind");
    }
    return lease;
  }

  private boolean attachNow(ObjectLease<?> lease) {
    Live present = live;
    return present == null || lease.attach(present.object());
  }

  void end(ObjectLease<?> lease) {
    if (leases.dismiss(lease)) {
      mailbox.post(this::finish);
    }
  }
}
