package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.backplane.cpu.riscv.trap.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moving the registers to another hart. */
class SavedStateTest {

  private final TestCsrs csrs = new TestCsrs();

  /** Whatever was written, a file that takes it up reads the same, in whatever order it does. */
  @Property(tries = 300)
  void stateIsTakenUpInAnyOrder(
      @ForAll @Size(max = 200) List<Long> values, @ForAll long lines, @ForAll long seed) {
    var random = new Random(seed);
    csrs.retired = 1000;
    for (long value : values) {
      csrs.write(random.nextInt(4096), value).write(random.nextInt(0x300, 0x3c0), value);
    }
    csrs.lines = lines & 0xaaa;
    csrs.timers.clear();
    var saved = csrs.file().save();
    List<Integer> order = new ArrayList<>(saved.keySet());
    Collections.shuffle(order, random);
    Map<Integer, Long> shuffled = new LinkedHashMap<>();
    order.forEach(number -> shuffled.put(number, saved.get(number)));

    var reads = reads();
    csrs.restore(shuffled);
    assertThat(reads()).isEqualTo(reads);
    assertThat(csrs.file().save()).isEqualTo(saved);
    assertThat(csrs.timers).isEmpty();
  }

  private Map<Integer, Long> reads() {
    Map<Integer, Long> values = new LinkedHashMap<>();
    for (int number = 0; number < 4096; number++) {
      values.put(number, csrs.read(number));
    }
    return values;
  }

  @Test
  void linesAndWrittenBitsAreKeptApart() {
    csrs.write(TestCsrs.MIP, 0x220);
    csrs.lines = 0x280;
    var saved = csrs.file().save();
    assertThat(saved).containsEntry(TestCsrs.MIP, 0x280L).containsEntry(TestCsrs.SIP, 0x220L);
    csrs.lines = 0;
    assertThat(csrs.restore(saved).read(TestCsrs.MIP)).isEqualTo(0x220);
  }

  @Test
  void stoppedCountersStand() {
    csrs.retired = 10;
    csrs.write(TestCsrs.MCOUNTINHIBIT, 4);
    var saved = csrs.file().save();
    csrs.restore(saved);
    csrs.retired = 50;
    assertThat(csrs.read(TestCsrs.MINSTRET)).isEqualTo(11);
    assertThat(csrs.read(TestCsrs.MCYCLE)).isEqualTo(50);
  }

  /** What a hart with machine and user mode alone saved. */
  @Test
  void stateWithoutSupervisorModeIsTaken() {
    csrs.restore(
        Map.of(
            TestCsrs.MSTATUS,
            0x2_0020_1888L,
            TestCsrs.MIE,
            0x888L,
            TestCsrs.MCOUNTEREN,
            7L,
            TestCsrs.MIP,
            0x880L,
            TestCsrs.PMPCFG0,
            0x1fL,
            0x3a4,
            0L,
            TestCsrs.PMPADDR0,
            0x3fL));
    assertThat(csrs.read(TestCsrs.MSTATUS)).isEqualTo(0xa_0020_1888L);
    assertThat(csrs.file().pmp().allows(0x100, 8, Access.STORE, Privilege.USER)).isTrue();
  }

  /** What firmware leaves behind for a kernel. */
  @Test
  void stateThatFirmwareLeavesIsTaken() {
    csrs.restore(
        Map.of(
            TestCsrs.MEDELEG,
            0xb1ffL,
            TestCsrs.MIDELEG,
            0x222L,
            TestCsrs.MCOUNTEREN,
            7L,
            TestCsrs.MENVCFG,
            0xa000_0000_0000_0080L,
            TestCsrs.PMPADDR0,
            (1L << 54) - 1,
            TestCsrs.PMPCFG0,
            0x1fL,
            TestCsrs.SATP,
            0L,
            TestCsrs.SIE,
            0L,
            TestCsrs.SSTATUS,
            2L << 32));
    assertThat(csrs.file().pmp().isOpen(Privilege.SUPERVISOR)).isTrue();
    assertThat(csrs.timers).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "300, 1000", // there is no mode 2
    "300, 1", // no such field
    "302, 800", // calls from machine mode are not delegated
    "303, 8",
    "304, 1",
    "305, 2",
    "341, 1",
    "141, 1",
    "180, a000000000000000", // Sv57
    "30a, 40",
    "10a, 40",
    "003, 100",
    "001, 1",
    "002, 1",
    "104, 2",
    "100, 2",
    "3a0, 2",
    "3a0, 60",
    "3a1, 0",
    "3a4, 1",
    "3b0, ffffffffffffffff",
    "3c0, 1",
    "344, 1",
    "144, 8",
    "301, 0",
    "f14, 0",
    "f11, 1",
    "323, 1",
    "b03, 1",
    "34a, 0",
    "7a0, 0",
    "fff, 0",
    "1000, 0",
    "ffffffff, 0",
  })
  void valuesThatCannotBeAreRefused(String number, String value) {
    int csr = Integer.parseUnsignedInt(number, 16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> csrs.restore(Map.of(csr, Long.parseUnsignedLong(value, 16))))
        .withMessage(
            "CSR 0x%03x cannot be 0x%x on this CPU", csr, Long.parseUnsignedLong(value, 16));
  }
}
