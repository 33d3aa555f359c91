package org.backplane.core.registry;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the backends that serve one object, and sees to it that nothing they throw goes further and
 * nothing that they began stays. In the object's mailbox only.
 */
final class ObjectCode {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectCode.class);

  private final ObjectPath path;
  private final String subject;
  private final KeptResources resources;
  private final Attempts attempts;
  private final Surroundings surroundings;

  ObjectCode(
      ObjectPath path,
      String subject,
      KeptResources resources,
      Attempts attempts,
      Surroundings surroundings) {
    this.path = path;
    this.subject = subject;
    this.resources = resources;
    this.attempts = attempts;
    this.surroundings = surroundings;
  }

  /** Has an offer's factory make a live object. If it fails, everything is as it was before. */
  Live make(
      Offer offer, PropertyValues values, Metrics metrics, ObjectStatus status, Attempt attempt)
      throws BackplaneException {
    Set<String> before = resources.names();
    var creation =
        new ObjectCreation(
            path,
            subject,
            values,
            metrics,
            resources.heldFor(offer.bundle()),
            attempts,
            surroundings);
    BackendObject object = null;
    try {
      object = create(offer, creation, attempt);
      if (attempt.isCalledOff()) {
        throw attempt.refusal();
      }
      return new Live(offer, object, creation, surroundings.publish(status, object));
    } catch (Throwable e) {
      if (object != null) {
        close(object);
      }
      creation.end();
      resources.releaseAllBut(before);
      throw refusal(e);
    }
  }

  private BackendObject create(Offer offer, ObjectCreation creation, Attempt attempt)
      throws BackplaneException {
    if (!surroundings.stillThere(offer)) {
      throw new NotActiveException(subject, "its bundle has just been taken away", "put it back");
    }
    return attempt.run(() -> Objects.requireNonNull(offer.factory().create(creation), "no object"));
  }

  private BackplaneException refusal(Throwable reason) {
    if (reason instanceof BackplaneException refused) {
      return refused;
    }
    LOG.error("{}: its backend failed", subject, reason);
    return new BackendFailedException(subject, "its backend failed: " + reason, reason);
  }

  /** Sets a property; the answer is the value that it then has. */
  PropertyValue change(Live live, Property property, PropertyValue value, Attempt attempt)
      throws BackplaneException {
    try {
      return attempt.run(() -> change(live.object(), property, value));
    } catch (RuntimeException | Error e) {
      throw refusal(e);
    }
  }

  /**
   * What a property is before a change, also one that nobody may read.
   *
   * @param known what the definition knows of it
   */
  Optional<PropertyValue> before(Live live, Property property, Optional<PropertyValue> known) {
    if (property.kind() instanceof PropertyKind.Link) {
      return known.or(() -> Optional.of(new PropertyValue.Text("")));
    }
    try {
      return live.object().read(property.name()).or(() -> known);
    } catch (RuntimeException | Error e) {
      LOG.debug("{}: '{}' cannot be read", subject, property.name(), e);
      return known;
    }
  }

  /**
   * Sets a property back after a change that was called off too late.
   *
   * @return false if that cannot be: it has the new value now
   */
  boolean putBack(Live live, Property property, PropertyValue before) {
    try {
      return change(live.object(), property, before).equals(before);
    } catch (BackplaneException | RuntimeException | Error e) {
      LOG.debug("{}: '{}' stays as it is", subject, property.name(), e);
      return false;
    }
  }

  private static PropertyValue change(BackendObject object, Property property, PropertyValue value)
      throws BackplaneException {
    object.change(property.name(), value);
    boolean ours = property.kind() instanceof PropertyKind.Link || !property.readable();
    return ours ? value : object.read(property.name()).orElse(value);
  }

  /** Takes the service back. */
  void unpublish(Live ending) {
    try {
      ending.publication().close();
    } catch (IllegalStateException e) {
      LOG.debug("{}: its service was gone already", subject, e);
    }
  }

  /** Ends the code and what it holds of others. */
  void end(Live ending) {
    close(ending.object());
    ending.context().end();
  }

  private void close(BackendObject object) {
    try {
      object.close();
    } catch (RuntimeException | Error e) {
      LOG.error("{}: its backend did not close cleanly", subject, e);
    }
  }
}
