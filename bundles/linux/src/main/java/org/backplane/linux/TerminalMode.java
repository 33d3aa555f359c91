package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How a terminal treats what is typed and shown: {@code struct termios} of the kernel, whose layout
 * and bits are the same on x86-64, arm64 and riscv64.
 *
 * <table>
 * <caption>struct termios, in the host's byte order</caption>
 * <tr><td>0</td><td>u32</td><td>input flags</td></tr>
 * <tr><td>4</td><td>u32</td><td>output flags</td></tr>
 * <tr><td>8</td><td>u32</td><td>control flags</td></tr>
 * <tr><td>12</td><td>u32</td><td>local flags</td></tr>
 * <tr><td>16</td><td>u8</td><td>line discipline</td></tr>
 * <tr><td>17</td><td>u8[19]</td><td>control characters and read limits</td></tr>
 * </table>
 */
public final class TerminalMode {
  private static final int BYTES = 36;
  private static final int INPUT = 0;
  private static final int OUTPUT = 4;
  private static final int CONTROL = 8;
  private static final int LOCAL = 12;
  private static final int LEAST_TIME = 17 + 5;
  private static final int LEAST_BYTES = 17 + 6;

  // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON: breaks and parity errors as they are, no
  // bit
  // cut off, no line end translated, no key that holds the output.
  private static final int COOKED_INPUT = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;
  private static final int TRANSLATED_OUTPUT = 0x1; // OPOST
  private static final int CHARACTER_FORM = 0x30 | 0x100; // CSIZE PARENB
  private static final int EIGHT_BITS = 0x30; // CS8
  private static final int LINES = 0x2; // ICANON
  private static final int ECHO = 0x8;
  private static final int LINES_AND_ECHO = LINES | ECHO | 0x40 | 0x8000; // and ECHONL, IEXTEN
  private static final int KEYS_THAT_SIGNAL = 0x1; // ISIG

  private final byte[] termios;

  private TerminalMode(byte[] termios) {
    this.termios = termios;
  }

  /** The mode that a terminal is in; empty when the descriptor is no terminal. */
  public static Optional<TerminalMode> of(FileDescriptor terminal) throws LinuxException {
    byte[] termios = new byte[BYTES];
    try (var _ = terminal.hold()) {
      if (LibC.ioctl(terminal.number(), LibC.TCGETS, termios) == 0) {
        return Optional.of(new TerminalMode(termios));
      }
      if (Errno.ENOTTY.is(LibC.errno())) {
        return Optional.empty();
      }
      throw LibC.failure("ioctl", "for the mode of '" + terminal + "'");
    }
  }

  /** Puts a terminal into this mode at once; what was typed and shown before stays. */
  public void applyTo(FileDescriptor terminal) throws LinuxException {
    try (var _ = terminal.hold()) {
      if (LibC.ioctl(terminal.number(), LibC.TCSETS, termios.clone()) != 0) {
        throw LibC.failure("ioctl", "to set the mode of '" + terminal + "'");
      }
    }
  }

  /** This mode with every byte passed on as it is, both ways, and nothing echoed. */
  public TerminalMode raw() {
    return rawInput(false).without(OUTPUT, TRANSLATED_OUTPUT);
  }

  /**
   * This mode with every byte typed passed on at once, as it is, and not echoed; what is shown goes
   * on as before.
   *
   * @param signals whether the interrupt, quit and stop keys still send signals instead
   */
  public TerminalMode rawInput(boolean signals) {
    TerminalMode mode =
        without(INPUT, COOKED_INPUT)
            .without(CONTROL, CHARACTER_FORM)
            .with(CONTROL, EIGHT_BITS)
            .without(LOCAL, LINES_AND_ECHO);
    mode.termios[LEAST_BYTES] = 1;
    mode.termios[LEAST_TIME] = 0;
    return signals ? mode.with(LOCAL, KEYS_THAT_SIGNAL) : mode.without(LOCAL, KEYS_THAT_SIGNAL);
  }

  /** Whether what is typed comes line by line. */
  public boolean givesLines() {
    return (view(termios).getInt(LOCAL) & LINES) != 0;
  }

  /** Whether what is typed is shown. */
  public boolean echoes() {
    return (view(termios).getInt(LOCAL) & ECHO) != 0;
  }

  /** Whether the interrupt key sends a signal. */
  public boolean signals() {
    return (view(termios).getInt(LOCAL) & KEYS_THAT_SIGNAL) != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TerminalMode that && Arrays.equals(termios, that.termios);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(termios);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(termios);
  }

  private TerminalMode with(int field, int bits) {
    byte[] changed = termios.clone();
    view(changed).putInt(field, view(changed).getInt(field) | bits);
    return new TerminalMode(changed);
  }

  private TerminalMode without(int field, int bits) {
    byte[] changed = termios.clone();
    view(changed).putInt(field, view(changed).getInt(field) & ~bits);
    return new TerminalMode(changed);
  }

  private static ByteBuffer view(byte[] termios) {
    return ByteBuffer.wrap(termios).order(ByteOrder.nativeOrder());
  }
}
