package org.backplane.monitor.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How memory is shown: {@code /4xw}.
 *
 * @param count how many items
 * @param format {@code x}, {@code d}, {@code u}, {@code o} or {@code c}
 * @param size bytes of an item: 1, 2, 4 or 8
 */
public record MemoryDump(int count, char format, int size) {

  private static final int PER_LINE = 16;
  private static final int CHARACTERS_PER_LINE = 8;
  private static final int MOST_BYTES = 64 << 10;
  private static final Pattern FORMAT = Pattern.compile("([0-9]{0,7})([xduoc]?)([bhwg]?)");

  /** Reads what stands behind the slash; empty when it is no format. */
  public static Optional<MemoryDump> read(String text) {
    Matcher found = FORMAT.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    int count = found.group(1).isEmpty() ? 1 : Integer.parseInt(found.group(1));
    char format = found.group(2).isEmpty() ? 'x' : found.group(2).charAt(0);
    int size = size(format, found.group(3));
    return Optional.of(new MemoryDump(count, format, size));
  }

  private static int size(char format, String letter) {
    if (format == 'c') {
      return 1;
    }
    return switch (letter) {
      case "b" -> 1;
      case "h" -> 2;
      case "g" -> 8;
      default -> 4;
    };
  }

  /** Whether it is more than anybody may have shown at once. */
  public boolean tooMuch() {
    return bytes() > MOST_BYTES;
  }

  /** How many bytes it is about. */
  public int bytes() {
    return count * size;
  }

  /**
   * The lines.
   *
   * @param address of the first byte
   * @param read how many bytes could be read
   */
  public List<String> lines(long address, byte[] bytes, int read) {
    var lines = new ArrayList<String>();
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int perLine = format == 'c' ? CHARACTERS_PER_LINE : PER_LINE;
    for (int at = 0; at < bytes.length; at += perLine) {
      var line = new StringBuilder("%016x:".formatted(address + at));
      int end = Math.min(bytes.length, at + perLine);
      for (int item = at; item < end; item += size) {
        if (item + size > read) {
          lines.add(line + " Cannot access memory");
          return lines;
        }
        line.append(' ').append(shown(data, item));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private String shown(ByteBuffer data, int at) {
    long value =
        switch (size) {
          case 1 -> data.get(at);
          case 2 -> data.getShort(at);
          case 4 -> data.getInt(at);
          default -> data.getLong(at);
        };
    int bits = size * Byte.SIZE;
    long unsigned = bits == Long.SIZE ? value : value & ((1L << bits) - 1);
    return switch (format) {
      case 'd' -> padded(Long.toString(value), decimals(bits));
      case 'u' -> padded(Long.toUnsignedString(unsigned), decimals(bits));
      case 'o' -> "0" + zeros(Long.toOctalString(unsigned), (bits + 2) / 3);
      case 'c' -> character((int) unsigned);
      default -> "0x" + zeros(Long.toHexString(unsigned), bits / 4);
    };
  }

  /** Digits of the greatest number of so many bits. */
  private static int decimals(int bits) {
    return (int) Math.ceil(bits * Math.log10(2));
  }

  private static String padded(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String zeros(String digits, int width) {
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String character(int c) {
    String inside =
        switch (c) {
          case '\n' -> "\\n";
          case '\r' -> "\\r";
          case '\'' -> "\\'";
          case '\\' -> "\\\\";
          default -> c >= ' ' && c <= '~' ? String.valueOf((char) c) : "\\x%02x".formatted(c);
        };
    return "'" + inside + "'";
  }
}
