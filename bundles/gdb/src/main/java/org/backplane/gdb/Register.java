package org.backplane.gdb;

import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.cpu.HartState;

/**
 * A register as a debugger knows it, 64 bits wide.
 *
 * @param name its name in the target description
 * @param type its type there
 * @param reader its value; empty when the hart has no such register
 * @param writer the hart with another value; empty when it cannot be written
 */
record Register(String name, String type, Reader reader, Writer writer) {

  /** Digits of a value. */
  static final int DIGITS = 16;

  private static final String UNAVAILABLE = "x".repeat(DIGITS);

  @FunctionalInterface
  interface Reader {
    OptionalLong read(HartState hart);
  }

  @FunctionalInterface
  interface Writer {
    Optional<HartState> write(HartState hart, long value);
  }

  /** The value as digits, its lowest byte first. */
  String digits(HartState hart) {
    OptionalLong value = reader.read(hart);
    return value.isEmpty() ? UNAVAILABLE : "%016x".formatted(Long.reverseBytes(value.getAsLong()));
  }

  /** The hart with a value given as {@link #digits}. */
  HartState write(HartState hart, String digits) throws Refusal {
    if (digits.length() != DIGITS) {
      throw Refusal.invalid();
    }
    long value = Long.reverseBytes(Fields.number(digits));
    return writer.write(hart, value).orElseThrow(Refusal::invalid);
  }
}
