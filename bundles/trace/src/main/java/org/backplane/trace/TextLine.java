package org.backplane.trace;

import java.time.Instant;
import java.util.List;
import org.backplane.api.trace.TraceField;
import org.jspecify.annotations.Nullable;

/**
 * An event as a line of the log.
 *
 * @param at when it happened
 * @param told what {@link Told} made of its values
 */
record TextLine(Instant at, String name, List<TraceField> fields, Told told) {

  private static final int NANOS_PER_MICRO = 1000;
  private static final int MICROS_PER_SECOND = 1_000_000;

  /** {@code 4711@1763838000.012345:virtio_rng_request size=64 quota=4096}. */
  void append(StringBuilder text, long pid) {
    text.append(pid).append('@').append(at.getEpochSecond()).append('.');
    String micros = Integer.toString(MICROS_PER_SECOND + at.getNano() / NANOS_PER_MICRO);
    text.append(micros, 1, micros.length()).append(':').append(name); // six digits always
    for (int i = 0; i < fields.size(); i++) {
      text.append(' ').append(fields.get(i).name()).append('=');
      append(text, fields.get(i).kind(), told.value(i));
    }
    text.append('\n');
  }

  private static void append(StringBuilder text, TraceField.Kind kind, @Nullable Object value) {
    if (value == null) {
      text.append('?');
    } else if (value instanceof Long number) {
      switch (kind) {
        case HEX -> text.append("0x").append(Long.toHexString(number));
        case UNSIGNED -> text.append(Long.toUnsignedString(number));
        case SIGNED, TRUTH, TEXT -> text.append(number.longValue());
      }
    } else if (value instanceof String words) {
      TextValue.append(text, words);
    } else {
      text.append(value);
    }
  }
}
