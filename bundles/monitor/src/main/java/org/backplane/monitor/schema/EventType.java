package org.backplane.monitor.schema;

import java.time.Instant;
import org.backplane.monitor.session.Event;

/**
 * A kind of event.
 *
 * @param <T> what an event of it tells about
 * @param name such as {@code RESET}
 * @param data what it tells
 */
public record EventType<T>(String name, ObjectForm<T> data) {

  /** An event of now. */
  public Event of(T subject) {
    return new Event(name, data.of(subject), Instant.now());
  }
}
