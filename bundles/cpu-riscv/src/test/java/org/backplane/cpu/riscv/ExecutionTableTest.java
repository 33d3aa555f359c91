package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.backplane.api.cpu.HartState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Single instructions on a whole hart: each row of the table has the word, what registers and
 * memory hold before, and all that has changed after it as QEMU 7.2 computed it (data only). A few
 * rows are by hand: where the standard leaves a choice, and where the reference errs.
 *
 * <p>Registers that a row does not name hold a number of their own; memory is two doublewords, c0
 * and c1; fs=0 turns floating point off. Traps go to 80004000. All numbers are hexadecimal.
 */
class ExecutionTableTest {

  private static final long CELL = TestBoard.RAM + 0x8000;
  private static final long PATTERN = 0x0101_0101_0101_0101L;
  private static final long FLOAT_PATTERN = 0x0011_0011_0011_0011L;
  private static final long FLOAT_START = 0x4000_0000_0000_0000L;
  private static final long WIDTHS = 2L << 32 | 2L << 34;
  private static final long FS_INITIAL = 1 << 13;
  private static final int MSTATUS = 0x300;

  /** What traps and returns do to {@code mstatus}: interrupts and modes. */
  private static final long MODES = 0x19aa;

  private static final Map<String, Integer> CSRS =
      Map.of(
          "fcsr",
          0x003,
          "mscratch",
          0x340,
          "mcause",
          0x342,
          "mepc",
          0x341,
          "mtval",
          0x343,
          "sepc",
          0x141);

  /** The registers that are compared, in the order of the table. */
  private static final List<String> COMPARED =
      List.of("fcsr", "mscratch", "mcause", "mepc", "mtval");

  @ParameterizedTest
  @CsvFileSource(resources = "execution.csv", numLinesToSkip = 1, delimiter = ';', emptyValue = "")
  void changesWhatItShall(String text, String word, String before, String after) {
    try (var board = new TestBoard()) {
      Map<String, Long> start = numbers(before == null ? "" : before);
      board.place(TestBoard.RAM, littleEndian(word));
      board.word64(CELL, start.getOrDefault("c0", 0L));
      board.word64(CELL + 8, start.getOrDefault("c1", 0L));
      board.restore(state(board, start));
      var old = board.hart().save();
      board.hart().step();
      assertThat(changes(board, old, start)).as(text).isEqualTo(after);
    }
  }

  private static Map<String, Long> numbers(String text) {
    Map<String, Long> numbers = new HashMap<>();
    for (String part : text.split(" ", -1)) {
      if (!part.isEmpty()) {
        String[] pair = part.split("=", -1);
        numbers.put(pair[0], Long.parseUnsignedLong(pair[1], 16));
      }
    }
    return numbers;
  }

  private static byte[] littleEndian(String word) {
    byte[] code = new byte[word.length() / 2];
    for (int i = 0; i < code.length; i++) {
      int at = word.length() - 2 * i;
      code[i] = (byte) Integer.parseInt(word.substring(at - 2, at), 16);
    }
    return code;
  }

  private static HartState state(TestBoard board, Map<String, Long> start) {
    Map<Integer, Long> csrs = new HashMap<>(board.hart().save().csrs());
    CSRS.forEach((name, number) -> csrs.put(number, start.getOrDefault(name, 0L)));
    long floats = start.containsKey("fs") ? 0 : FS_INITIAL;
    csrs.put(MSTATUS, WIDTHS | floats | start.getOrDefault("mstatus", 0L));
    csrs.put(0x305, TestBoard.RAM + 0x4000);
    var x = registers("x", 0, PATTERN, start);
    var f = registers("f", FLOAT_START, FLOAT_PATTERN, start);
    return new HartState(0, 3, TestBoard.RAM, x, f, csrs, 0, false);
  }

  private static List<Long> registers(
      String letter, long first, long pattern, Map<String, Long> start) {
    return LongStream.range(0, 32)
        .map(n -> start.getOrDefault(letter + n, first + n * pattern))
        .boxed()
        .toList();
  }

  private static String changes(TestBoard board, HartState old, Map<String, Long> start) {
    var now = board.hart().save();
    List<String> changes = new ArrayList<>(List.of("pc=" + Long.toHexString(now.pc())));
    for (int i = 0; i < 32; i++) {
      compare("x" + i, old.x().get(i), now.x().get(i), changes);
    }
    for (int i = 0; i < 32; i++) {
      compare("f" + i, old.f().get(i), now.f().get(i), changes);
    }
    compare("c0", start.getOrDefault("c0", 0L), board.word64(CELL), changes);
    compare("c1", start.getOrDefault("c1", 0L), board.word64(CELL + 8), changes);
    for (String name : COMPARED) {
      int number = CSRS.get(name);
      compare(name, old.csrs().get(number), now.csrs().get(number), changes);
    }
    compare("privilege", 3, now.privilege(), changes);
    compare("mstatus", modes(old), modes(now), changes);
    return String.join(" ", changes);
  }

  private static long modes(HartState state) {
    return state.csrs().get(MSTATUS) & MODES;
  }

  private static void compare(String name, long before, long after, List<String> changes) {
    if (before != after) {
      changes.add(name + "=" + Long.toHexString(after));
    }
  }
}
