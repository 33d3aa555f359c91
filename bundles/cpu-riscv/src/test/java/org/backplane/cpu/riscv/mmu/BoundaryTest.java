package org.backplane.cpu.riscv.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.D;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PageTables.R;
import static org.backplane.cpu.riscv.PageTables.U;
import static org.backplane.cpu.riscv.PageTables.W;

import org.backplane.cpu.riscv.PageTables;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.csr.Privilege;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accesses that are in two pages, atomic ones, and those of blocks. */
class BoundaryTest {

  private static final long PAGE = 0x40_0000;
  private static final long NEXT = PAGE + 0x1000;
  private static final long DATA = TestBoard.RAM + 0x1_0000;
  private static final long FAR = TestBoard.RAM + 0x1_8000;

  private final Rig rig = new Rig();
  private final PageTables tables = new PageTables(rig.board, 3, TestBoard.RAM);

  @BeforeEach
  void map() {
    rig.board.word64(DATA + 0xff8, 0x8877_6655_4433_2211L);
    rig.board.word64(FAR, 0x1020_3040_5060_7080L);
    rig.csr(Rig.SATP, tables.map(PAGE, DATA, OPEN).map(NEXT, FAR, OPEN).satp());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ffc, 8, 5060708088776655",
    "ff9, 8, 8088776655443322",
    "fff, 8, 2030405060708088",
    "ffd, 4, 80887766",
    "fff, 2, 8088",
    "ff8, 8, 8877665544332211",
  })
  void loadsTakeTheirBytesFromBothPages(String offset, int width, String value) {
    long address = PAGE + Long.parseLong(offset, 16);
    assertThat(rig.load(address, width)).isEqualTo(value);
    assertThat(rig.load(address, width)).isEqualTo(value); // with both pages known
  }

  @Test
  void storesPutTheirBytesIntoBothPages() {
    assertThat(rig.store(PAGE + 0xffd, 0x1122_3344_5566_7788L)).isEqualTo(Rig.DONE);
    assertThat(rig.board.word64(DATA + 0xff8)).isEqualTo(0x6677_8855_4433_2211L);
    assertThat(rig.board.word64(FAR)).isEqualTo(0x1020_3011_2233_4455L);
    assertThat(rig.board.word64(DATA + 0x1000)).isZero(); // the physical neighbour
  }

  @ParameterizedTest
  @ValueSource(ints = {0xffc, 0xfff})
  void secondPageIsNamedWhenItFaults(int offset) {
    tables.entry(NEXT, 0, 0);
    assertThat(rig.load(PAGE + offset)).isEqualTo("LOAD_PAGE 0x401000");
    assertThat(rig.store(PAGE + offset, -1)).isEqualTo("STORE_PAGE 0x401000");
    assertThat(rig.board.word64(DATA + 0xff8)).isEqualTo(0x8877_6655_4433_2211L);
  }

  @Test
  void firstPageIsNamedWhenItFaults() {
    tables.entry(PAGE, 0, 0);
    assertThat(rig.load(PAGE + 0xffc)).isEqualTo("LOAD_PAGE 0x400ffc");
    assertThat(rig.store(PAGE + 0xffc, -1)).isEqualTo("STORE_PAGE 0x400ffc");
    assertThat(rig.board.word64(FAR)).isEqualTo(0x1020_3040_5060_7080L);
  }

  @ParameterizedTest
  @ValueSource(longs = {TestBoard.HOLE, TestBoard.DEVICE, TestBoard.ROM})
  void secondPageThatIsNoRamTakesNoStore(long where) {
    tables.map(NEXT, where, OPEN);
    assertThat(rig.store(PAGE + 0xffc, -1)).isEqualTo("STORE_ACCESS 0x401000");
    assertThat(rig.board.word64(DATA + 0xff8)).isEqualTo(0x8877_6655_4433_2211L);
    assertThat(rig.board.accesses).isEmpty();
  }

  @Test
  void firstPageThatIsADeviceTakesNoAccess() {
    tables.map(PAGE, TestBoard.DEVICE, OPEN);
    assertThat(rig.load(PAGE + 0xffc)).isEqualTo("LOAD_ACCESS 0x400ffc");
    assertThat(rig.store(PAGE + 0xffc, 0)).isEqualTo("STORE_ACCESS 0x400ffc");
    assertThat(rig.board.accesses).isEmpty();
  }

  @Test
  void secondPageIsMarkedToo() {
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    tables.map(NEXT, FAR, OPEN & ~D);
    assertThat(rig.store(PAGE + 0xfff, 2, 0)).isEqualTo(Rig.DONE);
    assertThat(tables.entry(NEXT, 0) & D).isEqualTo(D);
  }

  @Test
  void cleanSecondPageFaultsBeforeAnythingIsStored() {
    tables.map(NEXT, FAR, OPEN & ~D);
    rig.load(NEXT);
    assertThat(rig.store(PAGE + 0xffc, -1)).isEqualTo("STORE_PAGE 0x401000");
    assertThat(rig.board.word64(DATA + 0xff8)).isEqualTo(0x8877_6655_4433_2211L);
  }

  @Test
  void accessAcrossTheEndOfTheAddressSpace() {
    tables.map(-4096, DATA, OPEN).map(0, FAR, OPEN);
    assertThat(rig.load(-4)).isEqualTo("5060708088776655");
    tables.entry(0, 0, 0);
    rig.memory.flush(0);
    assertThat(rig.load(-4)).isEqualTo("LOAD_PAGE 0x0");
  }

  @Test
  void accessAcrossTheEndOfTheLowerHalf() {
    tables.map((1L << 38) - 4096, DATA, OPEN);
    assertThat(rig.load((1L << 38) - 4)).isEqualTo("LOAD_PAGE 0x4000000000");
  }

  @ParameterizedTest
  @EnumSource
  void readOnlyPageTakesNoAtomicStore(Update update) {
    tables.map(PAGE, DATA, OPEN & ~W);
    assertThat(rig.load(PAGE)).isEqualTo("0");
    assertThat(Rig.told(() -> rig.atomics.updateWord(PAGE, update, 1)))
        .isEqualTo("STORE_PAGE 0x400000");
    assertThat(Rig.told(() -> rig.atomics.updateDouble(PAGE + 8, update, 1)))
        .isEqualTo("STORE_PAGE 0x400008");
    assertThat(rig.board.word64(DATA)).isZero();
  }

  @Test
  void readOnlyPageGivesReservationsAndTakesNoConditionalStore() {
    tables.map(PAGE, DATA, OPEN & ~W);
    assertThat(Rig.told(() -> rig.atomics.loadReserved(PAGE + 8, 8))).isEqualTo("0");
    assertThat(reserved(PAGE + 8)).isEqualTo("STORE_PAGE 0x400008");
    tables.map(PAGE, DATA, OPEN & ~(R | W));
    rig.memory.flush(PAGE);
    assertThat(Rig.told(() -> rig.atomics.loadReserved(PAGE, 4))).isEqualTo("LOAD_PAGE 0x400000");
  }

  private String reserved(long address) {
    return Rig.told(() -> rig.atomics.storeConditional(address, 8, 5) ? 1 : 0);
  }

  /** As a page fault of a store, never of a load. */
  @Test
  void missingPageFaultsAsAStore() {
    assertThat(Rig.told(() -> rig.atomics.updateWord(NEXT + 0x1000, Update.ADD, 1)))
        .isEqualTo("STORE_PAGE 0x402000");
    assertThat(Rig.told(() -> rig.atomics.updateWord(NEXT + 0x1002, Update.ADD, 1)))
        .isEqualTo("STORE_MISALIGNED 0x402002");
    rig.as(Privilege.USER);
    assertThat(Rig.told(() -> rig.atomics.updateWord(PAGE, Update.ADD, 1)))
        .isEqualTo("STORE_PAGE 0x400000");
  }

  @Test
  void atomicStoreMarksThePageDirty() {
    rig.csr(Rig.MENVCFG, Rig.ADUE);
    tables.map(PAGE, DATA, OPEN & ~D);
    Rig.told(() -> rig.atomics.loadReserved(PAGE, 8));
    assertThat(tables.entry(PAGE, 0) & D).isZero();
    assertThat(reserved(PAGE)).isEqualTo("1");
    assertThat(tables.entry(PAGE, 0) & D).isEqualTo(D);
  }

  /** A reservation is of memory, not of an address. */
  @Test
  void conditionalStoreByAnotherNameOfTheSamePlace() {
    tables.map(NEXT, DATA, OPEN);
    Rig.told(() -> rig.atomics.loadReserved(PAGE, 8));
    assertThat(reserved(NEXT)).isEqualTo("1");
    Rig.told(() -> rig.atomics.loadReserved(PAGE, 8));
    tables.map(PAGE, FAR, OPEN);
    rig.memory.flush(PAGE);
    assertThat(reserved(PAGE)).isEqualTo("0"); // the same address of another place
  }

  @Test
  void blockIsZeroedAsAWholeOrNotAtAll() {
    rig.board.word64(DATA + 0x40, -1);
    rig.board.word64(DATA + 0x78, -1);
    rig.board.word64(DATA + 0x80, -1);
    assertThat(zero(PAGE + 0x40)).isEqualTo(Rig.DONE);
    assertThat(rig.board.word64(DATA + 0x40)).isZero();
    assertThat(rig.board.word64(DATA + 0x78)).isZero();
    assertThat(rig.board.word64(DATA + 0x80)).isEqualTo(-1);

    rig.csr(Rig.PMPADDR0, DATA + 0xa0 >>> 2).csr(Rig.PMPCFG0, 0x0f); // closed in its middle
    assertThat(zero(PAGE + 0x80)).isEqualTo("STORE_ACCESS 0x400080");
    assertThat(rig.board.word64(DATA + 0x80)).isEqualTo(-1);
  }

  @Test
  void blockOfReadOnlyPageOrDeviceIsNotZeroed() {
    tables.map(PAGE, DATA, OPEN & ~W).map(NEXT, TestBoard.DEVICE, OPEN);
    assertThat(zero(PAGE)).isEqualTo("STORE_PAGE 0x400000");
    assertThat(zero(NEXT)).isEqualTo("STORE_ACCESS 0x401000");
    assertThat(rig.board.accesses).isEmpty();
    tables.map(PAGE, DATA, OPEN | U);
    assertThat(zero(PAGE)).isEqualTo("STORE_PAGE 0x400000");
  }

  private String zero(long address) {
    return Rig.told((Rig.Store) () -> rig.memory.zero(address, 64));
  }
}
