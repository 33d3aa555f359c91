package org.backplane.api.object;

import java.util.List;
import java.util.Optional;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/**
 * What the registry knows of a definition at one moment.
 *
 * @param path where it stands
 * @param typeName the type asked for
 * @param type that type's description; empty while no bundle has ever offered it
 * @param phase where it is in its life
 * @param reason why it waits or failed; empty otherwise
 * @param properties the checked values; empty while the type is unknown
 * @param holders who holds leases on it
 */
public record ObjectStatus(
    ObjectPath path,
    String typeName,
    Optional<TypeDescription> type,
    Phase phase,
    String reason,
    PropertyValues properties,
    List<String> holders) {

  public ObjectStatus {
    holders = List.copyOf(holders);
  }

  /** Whether its type is, or derives from, the named one. */
  public boolean isA(String name) {
    return typeName.equals(name) || type.filter(t -> t.parent().equals(name)).isPresent();
  }

  /** {@code rng-builtin 'rng0'}, for messages. */
  public String subject() {
    return typeName + " '" + path.id() + "'";
  }
}
