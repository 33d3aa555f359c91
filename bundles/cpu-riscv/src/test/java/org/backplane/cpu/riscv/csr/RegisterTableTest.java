package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each register by the table {@code registers.csv}. */
class RegisterTableTest {

  private final TestCsrs csrs = new TestCsrs();

  record Row(int number, String name, long reset, long ones, long zeros) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var stream = RegisterTableTest.class.getResourceAsStream("registers.csv");
    try (var in = new InputStreamReader(stream, StandardCharsets.US_ASCII)) {
      return in.readAllLines().stream()
          .filter(line -> !line.startsWith("#"))
          .flatMap(RegisterTableTest::rows)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line is of one register or of several that follow each other. */
  private static Stream<Row> rows(String line) {
    String[] fields = line.split(",\\s*");
    String[] range = fields[0].split("-");
    int from = Integer.parseInt(range[0], 16);
    int to = Integer.parseInt(range[range.length - 1], 16);
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            number ->
                new Row(
                    number,
                    name(fields[1], number - from),
                    Long.parseUnsignedLong(fields[2], 16),
                    Long.parseUnsignedLong(fields[3], 16),
                    Long.parseUnsignedLong(fields[4], 16)));
  }

  private static String name(String first, int index) {
    String stem = first.replaceFirst("\\d+$", "");
    return index == 0 ? first : stem + (Integer.parseInt(first.substring(stem.length())) + index);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void keepsWhatItCan(Row row) {
    csrs.write(TestCsrs.MIDELEG, row.number == TestCsrs.MIDELEG ? 0 : ~0L);
    assertThat(csrs.read(row.number)).isEqualTo(row.reset);
    csrs.write(row.number, ~0L);
    assertThat(Long.toHexString(csrs.read(row.number))).isEqualTo(Long.toHexString(row.ones));
    csrs.retired++;
    csrs.write(row.number, 0);
    assertThat(Long.toHexString(csrs.read(row.number))).isEqualTo(Long.toHexString(row.zeros));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isCalledAsTheStandardSays(Row row) {
    assertThat(Csr.name(row.number)).contains(row.name);
  }

  @Test
  void nothingElseExists() {
    Map<Integer, Row> table = new TreeMap<>();
    rows().forEach(row -> table.put(row.number, row));
    csrs.write(TestCsrs.MSTATUS, ~0L);
    for (int number = 0; number < 4096; number++) {
      boolean exists = table.containsKey(number);
      assertThat(csrs.file().isAccessible(number, Privilege.MACHINE, false))
          .as("0x%03x", number)
          .isEqualTo(exists);
      assertThat(csrs.file().isAccessible(number, Privilege.MACHINE, true))
          .as("0x%03x", number)
          .isEqualTo(exists && number < 0xc00);
      assertThat(Csr.name(number).isPresent()).isEqualTo(exists);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void numbersBeyondAllHaveNoName(int number) {
    assertThat(Csr.name(number)).isEmpty();
    assertThat(CsrFile.affectsTranslation(number)).isFalse();
  }

  /** Writing one register changes another only where one is a view of the other. */
  @ParameterizedTest
  @MethodSource("rows")
  void writesReachNoOther(Row row) {
    csrs.write(TestCsrs.MIDELEG, ~0L).write(TestCsrs.MSTATUS, 0);
    Map<Integer, Long> before = new TreeMap<>();
    rows().forEach(other -> before.put(other.number, csrs.read(other.number)));
    csrs.write(row.number, 0x8000_0000_0000_0022L);
    rows()
        .filter(other -> csrs.read(other.number) != before.get(other.number))
        .forEach(other -> assertThat(group(other.name)).isEqualTo(group(row.name)));
  }

  private static String group(String name) {
    return switch (name) {
      case "fflags", "frm", "fcsr", "sstatus", "mstatus" -> "status and what it tells dirty of";
      case "sie", "mie", "mip", "sip", "mideleg" -> "interrupts";
      case "mcycle", "cycle" -> "cycle";
      case "minstret", "instret" -> "instret";
      default -> name;
    };
  }

  @Test
  void translationHangsOnFewRegisters() {
    var affecting =
        IntStream.range(0, 4096).filter(CsrFile::affectsTranslation).mapToObj(Csr::name);
    assertThat(affecting.flatMap(Optional::stream))
        .hasSize(4 + 2 + 16)
        .contains("satp", "sstatus", "mstatus", "menvcfg", "pmpcfg0", "pmpcfg2", "pmpaddr15");
  }
}
