package org.backplane.api.trace;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.osgi.annotation.versioning.ProviderType;

/** Switches trace points. Any thread may call it; nothing here waits. */
@ProviderType
public interface Tracing {

  /** How an event is at a moment. */
  enum State {
    /** Known by name, but no bundle that is here has it. */
    UNAVAILABLE,
    DISABLED,
    ENABLED
  }

  /**
   * An event.
   *
   * @param name its public name
   * @param fields what it tells; empty while it is unavailable
   */
  record Event(String name, State state, List<TraceField> fields) {

    public Event {
      fields = List.copyOf(fields);
    }
  }

  /**
   * The events of a name, sorted by name.
   *
   * @param pattern a name, or a pattern with {@code *} and {@code ?}
   * @throws org.backplane.api.InvalidRequestException it is no pattern, and there is no such event
   */
  List<Event> events(String pattern) throws BackplaneException;

  /**
   * Switches the events of a name, and those that come later under it.
   *
   * @param pattern a name, or a pattern with {@code *} and {@code ?}
   * @param ignoreUnavailable whether it is fine that some of them are not available now
   * @throws org.backplane.api.InvalidRequestException it is no pattern and there is no such event,
   *     or one is unavailable; nothing has been switched then
   */
  void enable(String pattern, boolean enabled, boolean ignoreUnavailable) throws BackplaneException;

  /**
   * Does what {@code -trace} asks for.
   *
   * @param options its text, such as {@code enable=virtio_*,file=trace.log}
   * @throws BackplaneException the text is refused, or a file cannot be had; nothing is changed
   */
  void configure(String options) throws BackplaneException;
}
