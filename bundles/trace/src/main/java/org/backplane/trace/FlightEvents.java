package org.backplane.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Category;
import jdk.jfr.EventFactory;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;
import jdk.jfr.ValueDescriptor;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flight Recorder events of trace points, a type each. The JDK makes a class for each type and
 * never unloads it: a type that was made once serves all points of that name and those fields.
 */
final class FlightEvents {

  /** Before the name of each event. */
  static final String PREFIX = "backplane.";

  private static final Logger LOG = LoggerFactory.getLogger(FlightEvents.class);

  /** Fields that every event has by itself. */
  private static final List<String> TAKEN =
      List.of("startTime", "duration", "eventThread", "stackTrace");

  private final Map<String, Object> made;

  /**
   * @param made keeps what was made, also for who comes later: {@link EventFactory} by name and
   *     fields
   */
  FlightEvents(Map<String, Object> made) {
    this.made = made;
  }

  /** The event of a point; empty where this Java virtual machine records no flights. */
  Optional<FlightEvent> of(String group, TracePoint point) {
    try {
      Object factory = made.computeIfAbsent(signature(point), _ -> make(group, point));
      return Optional.of(new FlightEvent((EventFactory) factory));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("no Flight Recorder event for {}: {}", point.name(), e.toString());
      return Optional.empty();
    }
  }

  private static String signature(TracePoint point) {
    return point.fields().stream()
        .map(field -> field.kind() + " " + field.name())
        .collect(Collectors.joining(", ", point.name() + "(", ")"));
  }

  private static EventFactory make(String group, TracePoint point) {
    var fields = new ArrayList<ValueDescriptor>();
    for (TraceField field : point.fields()) {
      fields.add(descriptor(field));
    }
    return EventFactory.create(
        List.of(
            new AnnotationElement(Name.class, PREFIX + point.name()),
            new AnnotationElement(Label.class, label(point.name())),
            new AnnotationElement(Category.class, new String[] {"Backplane", group}),
            new AnnotationElement(StackTrace.class, false)),
        fields);
  }

  /** {@code virtio_rng_request} as {@code Virtio rng request}. */
  private static String label(String name) {
    String words = name.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static ValueDescriptor descriptor(TraceField field) {
    return switch (field.kind()) {
      case TEXT -> descriptor(String.class, field.name());
      case TRUTH -> descriptor(boolean.class, field.name());
      case SIGNED -> descriptor(long.class, field.name());
      case UNSIGNED -> descriptor(long.class, field.name(), new AnnotationElement(Unsigned.class));
      // The one that tools show in hexadecimal.
      case HEX -> descriptor(long.class, field.name(), new AnnotationElement(MemoryAddress.class));
    };
  }

  private static ValueDescriptor descriptor(Class<?> type, String name, AnnotationElement... more) {
    var notes = new ArrayList<>(List.of(more));
    notes.add(new AnnotationElement(Label.class, label(name)));
    try {
      return new ValueDescriptor(type, TAKEN.contains(name) ? "_" + name : name, notes);
    } catch (IllegalArgumentException _) { // a word of Java's own, or no identifier
      return new ValueDescriptor(type, "_" + name.replaceAll("\\W", "_"), notes);
    }
  }
}
