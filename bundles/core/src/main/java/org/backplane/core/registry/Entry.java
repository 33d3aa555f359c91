package org.backplane.core.registry;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
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

  private final Definition definition;
  private final ObjectRequest request;
  private final ObjectPath path;
  private final Surroundings surroundings;
  private final Mailbox mailbox;
  private final KeptResources resources;
  private final Leases leases = new Leases();
  private final Attempts attempts;
  private final ObjectCode code;
  private final Meters meters;

  private final Standing standing;
  private volatile @Nullable Offer serving;
  private volatile @Nullable Live live;

  /** Whether others may refer to it: it lives or lived, or its type may take its time. */
  private volatile boolean born;

  Entry(Definition definition, Surroundings surroundings) {
    this.definition = definition;
    this.request = definition.request();
    this.path = new ObjectPath(request.container(), request.id());
    this.surroundings = surroundings;
    this.mailbox = new Mailbox("object-" + request.id());
    this.resources = new KeptResources(request.subject());
    this.attempts = new Attempts(request.subject());
    this.code = new ObjectCode(path, request.subject(), resources, attempts, surroundings);
    this.meters = new Meters(path, surroundings);
    this.born = definition.waits();
    this.standing = new Standing(path, request, noBundle());
  }

  ObjectPath path() {
    return path;
  }

  /** The present state, with its lease holders. */
  ObjectStatus status() {
    return standing.heldBy(leases.holders());
  }

  /** How long its backend has been at work without an answer. */
  Optional<Busy> busy() {
    return mailbox.busyFor().map(elapsed -> new Busy(path, request.type(), elapsed));
  }

  /** Whether an offer serves this object, or is about to. */
  boolean servedBy(Offer offer) {
    return offer.equals(serving);
  }

  /** Whether others may refer to it. */
  boolean born() {
    return born;
  }

  /** Whether it cannot begin without another object. */
  boolean awaits(ObjectPath other) {
    return live == null && definition.awaited().filter(other::equals).isPresent();
  }

  boolean isOfType(TypeDescription type) {
    return request.container() == type.container() && request.type().equals(type.name());
  }

  // --- life

  /** Has the object served by an offer, in place of what serves it now. */
  Pending<ObjectStatus> serve(Offer offer) {
    return attempt(attempt -> realize(offer, attempt));
  }

  /** A task of the mailbox that calls the backend. */
  @FunctionalInterface
  private interface Task<T> {
    T run(Attempt attempt) throws BackplaneException;
  }

  private <T> Pending<T> attempt(Task<T> task) {
    Attempt attempt = attempts.open();
    CompletableFuture<T> outcome =
        mailbox.submit(
            () -> {
              try (attempt) {
                return task.run(attempt);
              }
            });
    return new Pending<>(outcome, attempt);
  }

  private ObjectStatus realize(Offer offer, Attempt attempt) throws BackplaneException {
    Live present = live;
    if (standing.phase() == Phase.DELETED || (present != null && present.offer().equals(offer))) {
      return standing.now();
    }
    return present == null ? serveFirst(offer, attempt) : takeOver(offer, present, attempt);
  }

  private ObjectStatus serveFirst(Offer offer, Attempt attempt) throws BackplaneException {
    try {
      begin(offer, definition.valuesFor(offer.description()), attempt);
      return status();
    } catch (BackplaneException e) {
      boolean linkWaits =
          e instanceof MissingReferenceException && definition.awaited().isPresent();
      boolean gone = !surroundings.stillThere(offer);
      Phase waiting = standing.phase() == Phase.DETACHED ? Phase.DETACHED : Phase.WAITING;
      become(gone || linkWaits ? waiting : Phase.FAILED, gone ? noBundle() : e.getMessage());
      throw e;
    }
  }

  private String noBundle() {
    return "no bundle offers type " + request.type();
  }

  /** Code that works is given up only for code that works. */
  private ObjectStatus takeOver(Offer offer, Live present, Attempt attempt)
      throws BackplaneException {
    try {
      PropertyValues values = definition.valuesFor(offer.description());
      endCode(present, "newer code takes over");
      begin(offer, values, attempt);
      return status();
    } catch (BackplaneException e) {
      LOG.error("{}: newer code in {} failed", request.subject(), offer.bundle(), e);
      if (live == null) {
        meters.fallsBack();
        serveFirst(present.offer(), attempt);
      }
      throw e;
    }
  }

  private void begin(Offer offer, PropertyValues values, Attempt attempt)
      throws BackplaneException {
    serving = offer;
    standing.describe(offer.description(), values, "it is being created");
    Live made;
    try {
      made =
          meters.making(
              offer.description(),
              metrics -> code.make(offer, values, metrics, standing.now(), attempt));
    } catch (BackplaneException e) {
      serving = null;
      throw e;
    }
    live = made;
    born = true;
    definition.settle();
    become(Phase.REALIZED, "");
    leases.attach(made.object());
  }

  /** The bundle behind an offer goes away; its resources and leases stay. */
  CompletableFuture<Void> detach(Offer offer) {
    attempts.interrupt();
    return mailbox.submitForSure(
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
    meters.detached();
    code.unpublish(ending);
    become(Phase.DETACHED, reason);
    leases.detach();
    code.end(ending);
    meters.ended();
  }

  /**
   * Takes the object out of the tree; it ends now, or with its last lease. Calls off what is under
   * way or waits.
   *
   * @throws InUseException somebody needs it to stay; nothing is called off
   * @throws InvalidRequestException somebody else deletes it already
   */
  CompletableFuture<Void> delete() throws InUseException, InvalidRequestException {
    leases.closeForDeletion(request.subject());
    attempts.callOff();
    return mailbox.submitForSure(
        () -> {
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
    attempts.callOff();
    return mailbox.submitForSure(
        () -> {
          finish();
          return null;
        });
  }

  private void finish() {
    if (standing.phase() == Phase.DELETED) {
      return;
    }
    surroundings.unlist(this);
    Live present = live;
    if (present != null) {
      endCode(present, "");
    }
    meters.hide();
    resources.releaseAll();
    become(Phase.DELETED, "");
    surroundings.forget(this);
  }

  private void become(Phase next, String reason) {
    standing.become(next, reason);
    surroundings.changed(status());
  }

  // --- properties

  Optional<PropertyValue> read(String name) throws InvalidRequestException {
    if (name.equals("type")) {
      return Optional.of(new PropertyValue.Text(request.type()));
    }
    Property property = property(name);
    if (!property.readable()) {
      throw new InvalidRequestException(
          request.subject(), "property '%s' can only be written".formatted(name), "");
    }
    if (property.kind() instanceof PropertyKind.Link) {
      return known(property);
    }
    return Optional.ofNullable(live)
        .flatMap(code -> code.object().read(name))
        .or(() -> known(property));
  }

  /** A property of the type, as far as that is known. */
  Property property(String name) throws InvalidRequestException {
    return standing
        .now()
        .type()
        .flatMap(type -> type.property(name))
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    request.subject(), "there is no property '%s'".formatted(name), ""));
  }

  /** Applies a value that has been checked, except for what a link names. */
  Pending<ObjectStatus> change(Property property, PropertyValue value) throws BackplaneException {
    Definition.Checked checked = definition.check(property, value);
    return attempt(attempt -> change(property, checked, attempt));
  }

  private ObjectStatus change(Property property, Definition.Checked checked, Attempt attempt)
      throws BackplaneException {
    Live present = live;
    if (present == null) {
      throw new NotActiveException(request.subject(), standing.now().reason(), "try again then");
    }
    Optional<PropertyValue> before = code.before(present, property, known(property));
    PropertyValue stored =
        meters.changing(() -> code.change(present, property, checked.value(), attempt));
    boolean calledOff = attempt.isCalledOff();
    if (!calledOff || before.filter(old -> code.putBack(present, property, old)).isEmpty()) {
      definition.change(property.name(), stored, checked.target());
      standing.take(property.name(), stored, present.offer().description());
    }
    if (calledOff) {
      throw attempt.refusal();
    }
    return status();
  }

  private Optional<PropertyValue> known(Property property) {
    return property.kind() instanceof PropertyKind.Link
        ? definition.link(property.name())
        : standing.now().properties().find(property.name());
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
    boolean fits = live == null || attach(lease);
    if (standing.phase() == Phase.DELETED) {
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

  /**
   * Waits until the object's backend has time. An interrupt of the caller ends that wait, but not
   * the call to the listener, unless that hangs: whoever hears of an object gets its lease.
   */
  private boolean attach(ObjectLease<?> lease) throws BackplaneException {
    CompletableFuture<Boolean> fits = mailbox.submit(() -> attachNow(lease));
    var calledOff = new NotActiveException(request.subject(), "nobody waits for it any more", "");
    try {
      boolean found = Mailbox.await(fits, () -> lease.callOff(fits, calledOff));
      if (lease.isClosed()) { // called off when there was nothing to hear of
        throw calledOff;
      }
      return found;
    } catch (BackplaneException e) {
      lease.close();
      throw e;
    }
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
