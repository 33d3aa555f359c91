package org.backplane.cpu.riscv.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.A;
import static org.backplane.cpu.riscv.PageTables.D;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PageTables.U;
import static org.backplane.cpu.riscv.PageTables.V;

import java.util.Locale;
import java.util.OptionalLong;
import org.backplane.cpu.riscv.PageTables;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.trap.Access;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single translations, the expected result worked out by hand. */
class TranslationTest {

  private static final long PAGE = 0x40_0000;
  private static final long DATA = TestBoard.RAM + 0x1_0000;
  private static final long ALL_PMP = (1L << 54) - 1;

  private final Rig rig = new Rig();
  private PageTables tables = new PageTables(rig.board, 3, TestBoard.RAM);

  @AfterEach
  void close() {
    rig.close();
  }

  private void use(PageTables used) {
    tables = used;
    rig.csr(Rig.SATP, used.satp());
  }

  private void map(long flags) {
    tables.map(PAGE, DATA, flags);
    use(tables);
  }

  private static String fault(Access access, String kind, long address) {
    return "%s_%s 0x%x".formatted(access, kind, address);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0, 4000, 10234, 10234",
    "3, 1, 200000, 0, 10234",
    "3, 2, 40000000, 0, 10234",
    "3, 0, ffffffc000000000, 10234, 10234", // the first address of the upper half
    "3, 0, 3ffffff000, 10234, 10234", // the last page of the lower
    "3, 0, fffffffffffff000, 10234, 10234",
    "4, 0, 7ffffffff000, 10234, 10234",
    "4, 1, 200000, 0, 10234",
    "4, 2, 40000000, 0, 10234",
    "4, 2, ffff800000000000, 0, 10234",
    "4, 0, fffffffffffff000, 10234, 10234",
  })
  void pagesOfAllSizes(int levels, int level, String virtual, String physical, String offset) {
    long page = Long.parseUnsignedLong(virtual, 16);
    long target = TestBoard.RAM + Long.parseLong(physical, 16) & -4096L << 9 * level;
    long within = Long.parseLong(offset, 16) & (4096L << 9 * level) - 1;
    long place = target + within;
    rig.board.word64(place, 0x1122_3344_5566_7788L);
    var used = new PageTables(rig.board, levels, TestBoard.RAM + 0x2_0000);
    use(used.map(page, target, level, OPEN));
    assertThat(rig.load(page + within)).isEqualTo("1122334455667788");
    assertThat(rig.fetch(page + within)).isEqualTo(Long.toHexString(place));
    rig.store(page + within + 8, 9);
    assertThat(rig.board.word64(place + 8)).isEqualTo(9);
  }

  @Test
  void largestPageOfAll() {
    use(new PageTables(rig.board, 4, TestBoard.RAM).map(0x80_0000_0000L, 0, 3, OPEN));
    rig.board.word64(DATA, 77);
    assertThat(rig.load(0x80_0000_0000L + DATA)).isEqualTo("4d");
    assertThat(rig.load(0x80_0000_0000L + TestBoard.ROM, 1)).isEqualTo("0");
    assertThat(rig.fetch(0xff_ffff_ffffL)).isEqualTo("7fffffffff");
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "1, 100000", "2, 200000", "2, 1000", "3, 40000000", "3, 1000"})
  void misalignedSuperpageFaults(int level, String physical) {
    use(new PageTables(rig.board, 4, TestBoard.RAM));
    tables.map(0, Long.parseLong(physical, 16), level, OPEN);
    assertEveryAccessFaults("PAGE", 0x123);
  }

  private void assertEveryAccessFaults(String kind, long address) {
    for (var access : Access.values()) {
      assertThat(rig.access(access, address, 1, 0)).isEqualTo(fault(access, kind, address));
    }
  }

  /** Sv39 has 39 bits, Sv48 48, and the sign goes on. */
  @ParameterizedTest
  @CsvSource({
    "3, 4000000000", "3, ffffffbfffffffff", "3, 8000000000000000", "3, 7fffffffffffffff",
    "4, 800000000000", "4, ffff7fffffffffff", "4, 8000000000000000", "4, 7fffffffffffffff",
  })
  void addressThatIsNotCanonicalFaults(int levels, String address) {
    use(new PageTables(rig.board, levels, TestBoard.RAM));
    for (int index = 0; index < 512; index++) {
      rig.board.word64(TestBoard.RAM + 8 * index, PageTables.leaf(0, OPEN)); // all there is
    }
    long at = Long.parseUnsignedLong(address, 16);
    assertEveryAccessFaults("PAGE", at);
  }

  @ParameterizedTest
  @ValueSource(ints = {54, 55, 56, 57, 58, 59, 60, 61, 62, 63})
  void reservedBitsFaultInLeafAndPointer(int bit) {
    map(OPEN);
    tables.entry(PAGE, 0, tables.entry(PAGE, 0) | 1L << bit);
    assertEveryAccessFaults("PAGE", PAGE);
    tables.entry(PAGE, 0, tables.entry(PAGE, 0) & ~(1L << bit));
    assertThat(rig.load(PAGE)).isEqualTo("0");
    tables.entry(PAGE, 1, tables.entry(PAGE, 1) | 1L << bit);
    rig.memory.flush();
    assertEveryAccessFaults("PAGE", PAGE);
  }

  @ParameterizedTest
  @ValueSource(longs = {A, D, U})
  void bitsThatOnlyLeavesHaveFaultInAPointer(long bit) {
    map(OPEN);
    tables.entry(PAGE, 1, tables.entry(PAGE, 1) | bit);
    assertEveryAccessFaults("PAGE", PAGE);
  }

  @Test
  void softwareBitsAndGlobalBitMeanNothing() {
    map(OPEN | PageTables.G | 3 << 8);
    assertThat(rig.load(PAGE)).isEqualTo("0");
  }

  /** Permissions: the letters that an access needs, and who asks. */
  @ParameterizedTest
  @CsvSource({
    "'', SUPERVISOR, ''",
    "r, SUPERVISOR, L",
    "rw, SUPERVISOR, LS",
    "x, SUPERVISOR, F",
    "rx, SUPERVISOR, LF",
    "rwx, SUPERVISOR, LSF",
    "w, SUPERVISOR, ''", // reserved
    "wx, SUPERVISOR, ''",
    "rwxu, SUPERVISOR, ''",
    "rwxu, USER, LSF",
    "ru, USER, L",
    "xu, USER, F",
    "wu, USER, ''",
    "rwx, USER, ''",
  })
  void permissions(String letters, Privilege privilege, String allowed) {
    check(letters, privilege, 0, allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "rwxu, SUPERVISOR, SUM, LS", // never F
    "rwx, SUPERVISOR, SUM, LSF",
    "xu, SUPERVISOR, SUM, ''",
    "rwx, USER, SUM, ''",
    "x, SUPERVISOR, MXR, LF",
    "xu, USER, MXR, LF",
    "wx, SUPERVISOR, MXR, ''",
    "xu, SUPERVISOR, MXR, ''",
    "xu, SUPERVISOR, SUM+MXR, L",
  })
  void permissionsThatStatusWidens(
      String letters, Privilege privilege, String bits, String allowed) {
    long status = (bits.contains("SUM") ? Rig.SUM : 0) | (bits.contains("MXR") ? Rig.MXR : 0);
    check(letters, privilege, status, allowed);
  }

  private void check(String letters, Privilege privilege, long status, String allowed) {
    long flags = V | A | D;
    for (char letter : letters.toCharArray()) {
      flags |= 1L << " rwxu".indexOf(letter);
    }
    map(flags);
    rig.as(privilege).csr(Rig.MSTATUS, status);
    for (var access : Access.values()) {
      boolean passes = allowed.indexOf(access.name().charAt(0)) >= 0;
      String told = rig.access(access, PAGE, 1, 0);
      String refusal = fault(access, "PAGE", PAGE);
      assertThat(told.equals(refusal)).as("%s: %s", access, told).isEqualTo(!passes);
    }
  }

  @Test
  void machineModeIsNotTranslatedUnlessItBorrowsAMode() {
    map(OPEN);
    rig.as(Privilege.MACHINE);
    rig.board.word64(DATA, 5);
    assertThat(rig.load(PAGE)).isEqualTo("LOAD_ACCESS 0x400000");
    rig.csr(Rig.MSTATUS, Rig.MPRV | 1 << 11);
    assertThat(rig.load(PAGE)).isEqualTo("5");
    assertThat(rig.store(PAGE, 6)).isEqualTo(Rig.DONE);
    assertThat(rig.fetch(DATA)).isEqualTo(Long.toHexString(DATA)); // code is machine mode's
    rig.csr(Rig.MSTATUS, Rig.MPRV); // as user mode
    assertThat(rig.load(PAGE)).isEqualTo("LOAD_PAGE 0x400000");
    rig.csr(Rig.MSTATUS, Rig.MPRV | 3 << 11);
    assertThat(rig.load(DATA)).isEqualTo("6");
    rig.csr(Rig.MSTATUS, 0);
    assertThat(rig.load(DATA)).isEqualTo("6");
  }

  @ParameterizedTest
  @EnumSource(Access.class)
  void accessedBitIsSetOrAskedFor(Access access) {
    map(OPEN & ~A);
    assertThat(rig.access(access, PAGE, 1, 0)).isEqualTo(fault(access, "PAGE", PAGE));
    assertThat(tables.entry(PAGE, 0) & A).isZero();
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    assertThat(rig.access(access, PAGE, 1, 0)).doesNotContain("_");
    assertThat(tables.entry(PAGE, 0) & A).isEqualTo(A);
  }

  @Test
  void dirtyBitIsSetByStoresOnly() {
    map(OPEN & ~D);
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    rig.load(PAGE);
    rig.fetch(PAGE);
    assertThat(tables.entry(PAGE, 0) & D).isZero();
    assertThat(rig.store(PAGE, 1, 0)).isEqualTo(Rig.DONE); // the page is known to loads
    assertThat(tables.entry(PAGE, 0) & D).isEqualTo(D);
  }

  @Test
  void storeToACleanPageFaultsAlthoughLoadsKnowIt() {
    map(OPEN & ~D);
    assertThat(rig.load(PAGE)).isEqualTo("0");
    assertThat(rig.store(PAGE, 1)).isEqualTo("STORE_PAGE 0x400000");
    assertThat(rig.load(PAGE)).isEqualTo("0");
  }

  @Test
  void refusedAccessMarksNothing() {
    map(V | PageTables.R);
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    assertThat(rig.store(PAGE, 1)).isEqualTo("STORE_PAGE 0x400000");
    rig.as(Privilege.USER);
    assertThat(rig.load(PAGE)).isEqualTo("LOAD_PAGE 0x400000");
    assertThat(tables.entry(PAGE, 0)).isEqualTo(PageTables.leaf(DATA, V | PageTables.R));
  }

  @ParameterizedTest
  @ValueSource(longs = {TestBoard.HOLE, TestBoard.ROM, TestBoard.DEVICE, 0xfff_ffff_ffffL << 12})
  void tablesThatAreNotInRamAreAccessFaults(long where) {
    rig.csr(Rig.SATP, 8L << 60 | where >>> 12);
    assertEveryAccessFaults("ACCESS", PAGE);
    map(OPEN);
    tables.entry(PAGE, 1, PageTables.leaf(where, V));
    assertEveryAccessFaults("ACCESS", PAGE);
    assertThat(rig.board.accesses).isEmpty(); // no device has been asked
  }

  /** The recursion ends with the levels. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void tableThatRefersToItself(int levels) {
    use(new PageTables(rig.board, levels, TestBoard.RAM));
    rig.board.word64(TestBoard.RAM, PageTables.leaf(TestBoard.RAM, V));
    assertEveryAccessFaults("PAGE", 0);
  }

  @Test
  void tableMayBeItsOwnPage() {
    use(tables);
    rig.board.word64(TestBoard.RAM, PageTables.leaf(TestBoard.RAM, V));
    rig.board.word64(TestBoard.RAM + 8, PageTables.leaf(TestBoard.RAM, OPEN));
    assertThat(rig.load(0x1008)).isEqualTo(Long.toHexString(rig.board.word64(TestBoard.RAM + 8)));
  }

  @Test
  void pagesMayLeadToRomDevicesAndNowhere() {
    tables.map(PAGE, TestBoard.DEVICE, OPEN).map(PAGE + 0x1000, TestBoard.HOLE, OPEN);
    use(tables.map(PAGE + 0x2000, TestBoard.ROM, OPEN));
    rig.board.place(TestBoard.ROM, new byte[] {1, 2, 3, 4});
    assertThat(rig.load(PAGE + 8, 4)).isEqualTo("fedcba98");
    assertThat(rig.store(PAGE + 4, 4, 7)).isEqualTo(Rig.DONE);
    assertThat(rig.board.accesses).containsExactly("load 10000008 4", "store 10000004 4 7");
    assertThat(rig.load(PAGE + 0x1010, 2)).isEqualTo("LOAD_ACCESS 0x401010");
    assertThat(rig.store(PAGE + 0x1010, 2, 0)).isEqualTo("STORE_ACCESS 0x401010");
    assertThat(rig.load(PAGE + 0x2000, 4)).isEqualTo("4030201");
    assertThat(rig.store(PAGE + 0x2000, 4, 0)).isEqualTo("STORE_ACCESS 0x402000");
  }

  @Test
  void peekHasNoEffect() {
    map(OPEN & ~A);
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    assertThat(rig.mmu.peek(PAGE + 5)).isEqualTo(OptionalLong.of(DATA + 5));
    assertThat(tables.entry(PAGE, 0) & A).isZero();
    assertThat(rig.mmu.peek(PAGE + 0x1000)).isEmpty();
    rig.as(Privilege.USER);
    assertThat(rig.mmu.peek(PAGE)).isEmpty();
    rig.as(Privilege.MACHINE);
    assertThat(rig.mmu.peek(PAGE)).isEqualTo(OptionalLong.of(PAGE));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1f, LSF",
    "0, 19, L",
    "0, 1b, LS",
    "0, 1c, F",
    "0, 18, ''",
    "1, 19, ''", // a table that cannot be read
  })
  void protectionHoldsBehindTranslation(int what, String configuration, String allowed) {
    map(OPEN);
    long page = (what == 0 ? DATA : TestBoard.RAM) >>> 2 | 0x1ff; // 4 KiB
    long first = Long.parseLong(configuration, 16);
    rig.csr(Rig.PMPADDR0, page).csr(Rig.PMPADDR0 + 1, ALL_PMP);
    rig.csr(Rig.PMPCFG0, (what == 0 ? first : 0x18) | 0x1f00);
    for (var access : Access.values()) {
      boolean passes = allowed.indexOf(access.name().charAt(0)) >= 0;
      assertThat(rig.access(access, PAGE, 1, 0).equals(fault(access, "ACCESS", PAGE)))
          .as(access.name().toLowerCase(Locale.ROOT))
          .isEqualTo(!passes);
    }
  }

  @Test
  void markInATableThatIsNotToBeWrittenIsAnAccessFault() {
    map(OPEN & ~D);
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    long leaves = tables.place(PAGE, 0) >>> 12 << 10 | 0x1ff;
    rig.csr(Rig.PMPADDR0, leaves).csr(Rig.PMPADDR0 + 1, ALL_PMP).csr(Rig.PMPCFG0, 0x1f19);
    assertThat(rig.load(PAGE)).isEqualTo("0"); // nothing to mark
    assertThat(rig.store(PAGE, 1)).isEqualTo("STORE_ACCESS 0x400000");
    assertThat(tables.entry(PAGE, 0) & D).isZero();
  }

  @Test
  void unmappedModesOfSatpAreNotTaken() {
    map(OPEN);
    for (long mode : new long[] {1, 7, 10, 11, 15}) {
      rig.csr(Rig.SATP, mode << 60 | 0x1234);
      assertThat(rig.csrs.satp()).isEqualTo(tables.satp());
    }
    rig.csr(Rig.SATP, 0x1234);
    assertThat(rig.load(DATA)).isEqualTo("0"); // bare, whatever the other fields
  }
}
