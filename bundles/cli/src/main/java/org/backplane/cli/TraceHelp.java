package org.backplane.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.backplane.api.BackplaneException;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.Tracing;
import org.backplane.api.trace.Tracing.Event;
import org.backplane.api.trace.Tracing.State;

/** What {@code -trace help} prints. */
final class TraceHelp {

  private static final String LIMITS =
      """
      A file of text ends at 1 GiB and a recording keeps the latest 256 MiB, unless max-size= says otherwise.
      """;

  private TraceHelp() {}

  /**
   * The events, a line each: those that can be had with what they tell, then the others; and how
   * much is kept of them.
   */
  static String of(Tracing tracing) throws BackplaneException {
    var parts =
        tracing.events("*").stream()
            .collect(Collectors.partitioningBy(event -> event.state() == State.UNAVAILABLE));
    return "Events of the bundles that are here, with what they tell:\n"
        + lines(parts.getOrDefault(false, List.of()))
        + "Events that no bundle here has:\n"
        + lines(parts.getOrDefault(true, List.of()))
        + LIMITS;
  }

  private static String lines(List<Event> events) {
    return events.stream().map(event -> "  " + line(event) + "\n").collect(Collectors.joining());
  }

  /** {@code virtio_rng_request size=<unsigned> quota=<unsigned>}. */
  private static String line(Event event) {
    return event.name()
        + event.fields().stream().map(TraceHelp::field).collect(Collectors.joining());
  }

  private static String field(TraceField field) {
    return " " + field.name() + "=<" + field.kind().name().toLowerCase(Locale.ROOT) + ">";
  }
}
