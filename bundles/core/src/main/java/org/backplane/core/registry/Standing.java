package org.backplane.core.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one object is in its life. Changed in its mailbox only; any thread may ask. */
final class Standing {

  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  private volatile ObjectStatus now;

  /**
   * @param reason why it waits at first
   */
  Standing(ObjectPath path, ObjectRequest request, String reason) {
    now =
        new ObjectStatus(
            path,
            request.type(),
            Optional.empty(),
            Phase.WAITING,
            reason,
            new PropertyValues(Map.of()),
            List.of());
  }

  /** How it is, without who holds it. */
  ObjectStatus now() {
    return now;
  }

  Phase phase() {
    return now.phase();
  }

  /** How it is, with who holds it. */
  ObjectStatus heldBy(List<String> holders) {
    ObjectStatus present = now;
    return new ObjectStatus(
        present.path(),
        present.typeName(),
        present.type(),
        present.phase(),
        present.reason(),
        present.properties(),
        holders);
  }

  /** The type and the values are known, or others than before. */
  void describe(TypeDescription type, PropertyValues values, String reason) {
    now =
        new ObjectStatus(
            now.path(), type.name(), Optional.of(type), now.phase(), reason, values, List.of());
  }

  /** A property has another value. */
  void take(String property, PropertyValue value, TypeDescription type) {
    describe(type, now.properties().with(property, value), now.reason());
  }

  /**
   * Goes on to another phase.
   *
   * @throws IllegalStateException none that may follow the present one
   */
  void become(Phase next, String reason) {
    ObjectStatus before = now;
    if (before.phase() != next && !before.phase().mayBecome(next)) {
      throw new IllegalStateException(
          "%s: %s -> %s".formatted(before.path(), before.phase(), next));
    }
    now =
        new ObjectStatus(
            before.path(),
            before.typeName(),
            before.type(),
            next,
            reason,
            before.properties(),
            List.of());
    if (before.phase() != next) {
      LOG.info("{}: {} {}", before.subject(), next.name().toLowerCase(Locale.ROOT), reason);
    }
  }
}
