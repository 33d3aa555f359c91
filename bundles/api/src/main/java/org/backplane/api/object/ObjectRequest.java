package org.backplane.api.object;

import org.backplane.api.option.Options;
import org.backplane.api.type.Container;

/**
 * What an operator asks for.
 *
 * @param container where the object shall stand
 * @param type its type's name
 * @param id its id
 * @param options its properties as written, without type and id
 * @param whenTypeIsUnknown whether an unknown type is an error or something to wait for
 */
public record ObjectRequest(
    Container container, String type, String id, Options options, UnknownType whenTypeIsUnknown) {

  /** What to do about a type that no bundle offers. */
  public enum UnknownType {
    REFUSE,
    WAIT
  }

  /** A request that an unknown type refuses. */
  public ObjectRequest(Container container, String type, String id, Options options) {
    this(container, type, id, options, UnknownType.REFUSE);
  }

  /** {@code rng-builtin 'rng0'}, for messages. */
  public String subject() {
    return type + " '" + id + "'";
  }
}
