package org.backplane.api.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the code that can tell what happens there. It costs a field's read while nobody
 * listens:
 *
 * <pre>{@code
 * if (trace.popped.enabled()) {
 *   trace.popped.record(path, size);
 * }
 * }</pre>
 *
 * Any thread may call any method.
 */
public final class TracePoint {

  private final String name;
  private final List<TraceField> fields;
  private volatile @Nullable TraceSink sink;

  /**
   * @param name the event's public name, such as {@code virtio_rng_popped}: lower-case words with
   *     underscores
   * @param fields what is told of each event, in this order
   */
  public TracePoint(String name, TraceField... fields) {
    this.name = name;
    this.fields = List.of(fields);
  }

  public String name() {
    return name;
  }

  public List<TraceField> fields() {
    return fields;
  }

  /** Whether somebody listens: ask before {@link #record}, so that nothing is made in vain. */
  public boolean enabled() {
    return sink != null;
  }

  /**
   * Tells that it happened.
   *
   * @param values one for each field: a {@link Number} for numbers, a {@link Boolean}, or else
   *     whatever is shown by its {@code toString}
   */
  public void record(Object... values) {
    TraceSink present = sink;
    if (present != null) {
      present.record(this, values);
    }
  }

  /** From now on tells a sink, instead of the one so far. */
  public void open(TraceSink to) {
    sink = to;
  }

  /** Tells nobody any longer. */
  public void shut() {
    sink = null;
  }
}
