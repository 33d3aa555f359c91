package org.backplane.vm.runtime.trace;

import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.backplane.api.trace.TraceSink;

/** Listens to trace points, and keeps what they tell as lines such as {@code name a 0x1f}. */
public final class TraceRecorder implements TraceSink {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Listens to all points of groups from now on. */
  public TraceRecorder on(TraceGroup... groups) {
    for (TraceGroup group : groups) {
      group.points().forEach(point -> point.open(this));
    }
    return this;
  }

  @Override
  public void record(TracePoint point, Object[] values) {
    if (values.length != point.fields().size()) {
      throw new AssertionError(point.name() + " tells " + List.of(values));
    }
    var line = new StringJoiner(" ").add(point.name());
    for (int n = 0; n < values.length; n++) {
      line.add(shown(point.fields().get(n), values[n]));
    }
    lines.add(line.toString());
  }

  private static String shown(TraceField field, Object value) {
    return switch (field.kind()) {
      case HEX -> "0x" + Long.toHexString(((Number) value).longValue());
      case UNSIGNED -> Long.toUnsignedString(((Number) value).longValue());
      case SIGNED -> Long.toString(((Number) value).longValue());
      case TRUTH -> Boolean.toString((Boolean) value);
      case TEXT -> value.toString();
    };
  }

  /** The lines since the last call. */
  public List<String> taken() {
    List<String> all = List.copyOf(lines);
    lines.clear();
    return all;
  }
}
