package org.backplane.cpu.riscv.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PageTables.R;
import static org.backplane.cpu.riscv.PageTables.U;
import static org.backplane.cpu.riscv.PageTables.V;

import org.backplane.cpu.riscv.PageTables;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.trap.Access;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has been translated is not used any more once a fence or a register says so. */
class FenceTest {

  private static final long PAGE = 0x40_0000;
  private static final long DATA = TestBoard.RAM + 0x1_0000;

  private final Rig rig = new Rig();
  private final PageTables tables = new PageTables(rig.board, 4, TestBoard.RAM);

  @BeforeEach
  void fill() {
    rig.board.word64(DATA, 1);
    rig.board.word64(DATA + 0x1000, 2);
    rig.csr(Rig.SATP, tables.map(PAGE, DATA, OPEN).satp());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void useAll(long address) {
    for (var access : Access.values()) {
      assertThat(rig.access(access, address, 1, 1)).doesNotContain("_");
    }
  }

  private void assertAllFault(long address) {
    for (var access : Access.values()) {
      assertThat(rig.access(access, address, 1, 1)).startsWith(access + "_PAGE");
    }
  }

  @Test
  void pageThatWentAwayFaultsAfterAFenceForIt() {
    useAll(PAGE);
    tables.entry(PAGE, 0, 0);
    rig.memory.flush(PAGE + 0xabc);
    assertAllFault(PAGE);
  }

  @Test
  void pageThatWentAwayFaultsAfterAFenceForAll() {
    useAll(PAGE);
    tables.entry(PAGE, 0, 0);
    rig.memory.flush();
    assertAllFault(PAGE);
  }

  @Test
  void pageThatMovedIsFoundWhereItIs() {
    assertThat(rig.load(PAGE)).isEqualTo("1");
    tables.map(PAGE, DATA + 0x1000, OPEN);
    rig.memory.flush(PAGE);
    assertThat(rig.load(PAGE)).isEqualTo("2");
    assertThat(rig.fetch(PAGE)).isEqualTo(Long.toHexString(DATA + 0x1000));
  }

  @Test
  void fenceReachesTheOtherContexts() {
    tables.map(PAGE, DATA, OPEN | U);
    rig.as(Privilege.USER);
    useAll(PAGE);
    rig.as(Privilege.SUPERVISOR).csr(Rig.MSTATUS, Rig.SUM);
    assertThat(rig.load(PAGE)).isEqualTo("1");
    tables.entry(PAGE, 0, 0);
    rig.csr(Rig.MSTATUS, 0);
    rig.memory.flush(PAGE);
    rig.csr(Rig.MSTATUS, Rig.SUM);
    assertThat(rig.load(PAGE)).startsWith("LOAD_PAGE");
    rig.as(Privilege.USER);
    assertAllFault(PAGE);
  }

  /** One entry of the guest's tables, many of ours: any address of it drops them all. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1ff000",
    "1, 10000, 0",
    "2, 0, 3ffff000",
    "2, 10000, 200000",
    "2, 10000, 3fe00000",
    "3, 80010000, 0",
    "3, 80010000, 7fc0000000",
    "3, 80000000, 4000000000",
  })
  void fenceForAnyAddressOfASuperpage(int level, String used, String fenced) {
    long base = 3L << 39;
    tables.map(base, level == 3 ? 0 : TestBoard.RAM, level, OPEN);
    long address = base + Long.parseLong(used, 16);
    assertThat(rig.load(address)).doesNotContain("_");
    assertThat(rig.fetch(address)).doesNotContain("_");
    tables.entry(base, level, 0);
    rig.memory.flush(base + Long.parseLong(fenced, 16));
    assertThat(rig.load(address)).startsWith("LOAD_PAGE");
    assertThat(rig.fetch(address)).startsWith("FETCH_PAGE");
  }

  @Test
  void otherPagesOfTheSamePlaceInTheTablesAreToldApart() {
    long far = PAGE + (4096L << 12); // the same index
    tables.map(far, DATA + 0x1000, OPEN);
    for (int i = 0; i < 3; i++) {
      assertThat(rig.load(PAGE)).isEqualTo("1");
      assertThat(rig.load(far)).isEqualTo("2");
    }
    rig.memory.flush(PAGE); // of what is not there
    assertThat(rig.load(far)).isEqualTo("2");
  }

  @Test
  void anotherAddressSpaceIsAnother() {
    var other = new PageTables(rig.board, 3, TestBoard.RAM + 0x8000);
    other.map(PAGE, DATA + 0x1000, OPEN);
    useAll(PAGE);
    rig.csr(Rig.SATP, other.satp());
    assertThat(rig.load(PAGE)).isEqualTo("2");
    rig.csr(Rig.SATP, tables.satp());
    assertThat(rig.load(PAGE)).isEqualTo("1");
    rig.csr(Rig.SATP, 0);
    assertThat(rig.load(PAGE)).isEqualTo("LOAD_ACCESS 0x400000");
    assertThat(rig.load(DATA)).isEqualTo("1");
    rig.csr(Rig.SATP, tables.satp());
    assertThat(rig.load(DATA)).startsWith("LOAD_PAGE");
  }

  @Test
  void identifierAloneMakesAnAddressSpaceToo() {
    useAll(PAGE);
    tables.entry(PAGE, 0, 0);
    rig.csr(Rig.SATP, tables.satp() | 5L << 44);
    assertAllFault(PAGE);
  }

  @Test
  void rightsOfOneModeAreNotAnothers() {
    tables.map(PAGE, DATA, OPEN | U);
    rig.as(Privilege.USER);
    useAll(PAGE);
    rig.as(Privilege.SUPERVISOR);
    assertAllFault(PAGE);
    rig.csr(Rig.MSTATUS, Rig.SUM);
    assertThat(rig.load(PAGE)).doesNotContain("_");
    rig.csr(Rig.MSTATUS, 0);
    assertThat(rig.load(PAGE)).startsWith("LOAD_PAGE");
    assertThat(rig.store(PAGE, 0)).startsWith("STORE_PAGE");
  }

  @Test
  void executableIsReadableOnlyAsLongAsStatusSaysSo() {
    tables.map(PAGE, DATA, OPEN & ~(R | PageTables.W));
    rig.csr(Rig.MSTATUS, Rig.MXR);
    assertThat(rig.load(PAGE)).isEqualTo("1");
    rig.csr(Rig.MSTATUS, 0);
    assertThat(rig.load(PAGE)).startsWith("LOAD_PAGE");
  }

  @Test
  void protectionIsLookedAtAgainWhenItChanges() {
    useAll(PAGE);
    rig.csr(Rig.PMPCFG0, 0x19);
    assertThat(rig.load(PAGE, 1)).isEqualTo("1");
    assertThat(rig.store(PAGE, 1)).isEqualTo("STORE_ACCESS 0x400000");
    assertThat(rig.fetch(PAGE)).isEqualTo("FETCH_ACCESS 0x400000");
    rig.csr(Rig.PMPCFG0, 0);
    assertThat(rig.load(PAGE)).isEqualTo("LOAD_ACCESS 0x400000");
  }

  @Test
  void protectionWithinAPageIsLookedAtEachTime() {
    rig.csr(Rig.PMPADDR0, DATA + 8 >>> 2).csr(Rig.PMPADDR0 + 1, DATA + 16 >>> 2);
    rig.csr(Rig.PMPADDR0 + 2, (1L << 54) - 1).csr(Rig.PMPCFG0, 0x1f_080f); // 8 to 15 are closed
    for (int i = 0; i < 2; i++) {
      assertThat(rig.load(PAGE)).isEqualTo("1");
      assertThat(rig.load(PAGE + 8, 1)).isEqualTo("LOAD_ACCESS 0x400008");
      assertThat(rig.load(PAGE + 4)).isEqualTo("LOAD_ACCESS 0x400004"); // in part is not at all
      assertThat(rig.store(PAGE + 15, 1, 0)).isEqualTo("STORE_ACCESS 0x40000f");
      assertThat(rig.fetch(PAGE + 8)).isEqualTo("FETCH_ACCESS 0x400008");
      assertThat(rig.store(PAGE + 16, 1)).isEqualTo(Rig.DONE);
      assertThat(rig.fetch(PAGE + 16)).isEqualTo(Long.toHexString(DATA + 16));
    }
  }

  @Test
  void lockedProtectionHoldsForMachineModeToo() {
    rig.as(Privilege.MACHINE);
    useAll(DATA);
    rig.csr(Rig.PMPCFG0, 0x99);
    assertThat(rig.load(DATA, 1)).isEqualTo("1");
    assertThat(rig.store(DATA, 1)).startsWith("STORE_ACCESS");
    assertThat(rig.fetch(DATA)).startsWith("FETCH_ACCESS");
  }

  @Test
  void invalidEntryIsNotRemembered() {
    assertThat(rig.load(PAGE + 0x1000)).startsWith("LOAD_PAGE");
    tables.map(PAGE + 0x1000, DATA + 0x1000, OPEN & ~V | V);
    assertThat(rig.load(PAGE + 0x1000)).isEqualTo("2");
  }
}
