package org.backplane.cpu.riscv.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.backplane.cpu.riscv.PageTables;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.trap.Access;

/** Translation against a model that knows no tables but the guest's. */
class TranslationModelTest {

  private static final long TABLES = TestBoard.RAM;
  private static final int TABLE_COUNT = 5;
  private static final long DATA = TestBoard.RAM + 0x1_0000;
  private static final int[] INDICES = {0, 1, 2, 3, 300, 511};
  private static final long[] OFFSETS = {
    0, 8, 0x40, 0xff, 0x7fd, 0x800, 0xffc, 0xff9, 0xfff, 0xff8
  };
  private static final int[] WIDTHS = {1, 2, 4, 8};
  private static final Access[] ACCESSES = Access.values();

  /** Whatever the tables hold: the same result and the same memory afterwards. */
  @Property(tries = 400)
  void hostileTables(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    try (var rig = new Rig()) {
      for (int table = 0; table < TABLE_COUNT; table++) {
        for (int index : INDICES) {
          rig.board.word64(TABLES + 4096L * table + 8L * index, anyEntry(random));
        }
      }
      fillData(rig, random);
      var model = new PageModel(rig.board);
      for (int i = 0; i < 60; i++) {
        var mode = anyMode(random, anySatp(random));
        enter(rig, mode);
        rig.memory.flush();
        compare(rig, model, mode, anyAccess(random), anyAddress(random), random);
      }
      assertThat(model.equalsMemoryOf(rig.board)).isTrue();
    }
  }

  private static void fillData(Rig rig, SplittableRandom random) {
    for (long at = DATA; at < DATA + 0x4000; at += 8) {
      rig.board.word64(at, random.nextLong());
    }
  }

  private static void enter(Rig rig, PageModel.Mode mode) {
    rig.csr(Rig.SATP, mode.satp());
    rig.csr(Rig.MENVCFG, mode.adue() ? Rig.ADUE : 0);
    rig.csr(Rig.MSTATUS, (mode.sum() ? Rig.SUM : 0) | (mode.mxr() ? Rig.MXR : 0));
    rig.as(mode.privilege());
  }

  private static void compare(
      Rig rig,
      PageModel model,
      PageModel.Mode mode,
      Access access,
      long address,
      SplittableRandom random) {
    int width = WIDTHS[random.nextInt(4)];
    long value = random.nextLong();
    assertThat(rig.access(access, address, width, value))
        .as("%s of %d at %x in %s", access, width, address, mode)
        .isEqualTo(model.access(mode, access, address, width, value));
  }

  private static Access anyAccess(SplittableRandom random) {
    return ACCESSES[random.nextInt(3)];
  }

  private static PageModel.Mode anyMode(SplittableRandom random, long satp) {
    var privilege = random.nextInt(3) == 0 ? Privilege.USER : Privilege.SUPERVISOR;
    return new PageModel.Mode(
        satp, privilege, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
  }

  private static long anySatp(SplittableRandom random) {
    long page =
        switch (random.nextInt(12)) {
          case 0 -> TestBoard.HOLE;
          case 1 -> TestBoard.ROM;
          case 2 -> TestBoard.DEVICE;
          case 3 -> 0xfff_ffff_ffffL << 12;
          default -> TABLES + 4096L * random.nextInt(TABLE_COUNT);
        };
    return (random.nextBoolean() ? 8L : 9L) << 60 | page >>> 12;
  }

  private static long anyEntry(SplittableRandom random) {
    long page =
        switch (random.nextInt(16)) {
          case 0 -> TestBoard.HOLE;
          case 1 -> TestBoard.ROM;
          case 2 -> TestBoard.ROM + 0x1000; // the page that it ends in
          case 3 -> TestBoard.DEVICE;
          case 4 -> 0xfff_ffff_ffffL << 12;
          case 5 -> 0;
          case 6, 7 -> TestBoard.RAM; // aligned for superpages, and a table itself
          case 8, 9, 10 -> DATA + 4096L * random.nextInt(4);
          default -> TABLES + 4096L * random.nextInt(TABLE_COUNT);
        };
    long flags =
        switch (random.nextInt(8)) {
          case 0 -> random.nextInt(256);
          case 1 -> PageTables.OPEN;
          case 2 -> PageTables.OPEN | PageTables.U;
          case 3 -> PageTables.OPEN & ~random.nextInt(256) | PageTables.V;
          default -> PageTables.V; // on to the next table, again and again
        };
    long reserved = random.nextInt(16) == 0 ? 1L << 54 + random.nextInt(10) : 0;
    return PageTables.leaf(page, flags) | reserved;
  }

  private static long anyAddress(SplittableRandom random) {
    long address = 0;
    for (int level = 0; level < 4; level++) {
      address = address << 9 | INDICES[random.nextInt(INDICES.length)];
    }
    address = address << 12 | OFFSETS[random.nextInt(OFFSETS.length)];
    int bits = random.nextInt(8) == 0 ? 64 : random.nextBoolean() ? 39 : 48;
    return address << 64 - bits >> 64 - bits;
  }

  /** With everything cached that can be: a fence for one address of a page is enough. */
  @Property(tries = 150)
  void cachedTranslationsFollowTheFences(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    try (var rig = new Rig()) {
      var spaces = new PageTables[] {space(rig, 3, 0), space(rig, 4, 0x8000)};
      fillData(rig, random);
      var model = new PageModel(rig.board);
      var mode = anyMode(random, spaces[0].satp());
      for (int i = 0; i < 400; i++) {
        switch (random.nextInt(8)) {
          case 0 -> mode = anyMode(random, spaces[random.nextInt(2)].satp());
          case 1 -> change(rig, model, spaces[mode.satp() >>> 60 == 8 ? 0 : 1], random);
          default -> {}
        }
        enter(rig, mode);
        compare(rig, model, mode, anyAccess(random), mapped(random) + offset(random), random);
      }
      assertThat(model.equalsMemoryOf(rig.board)).isTrue();
    }
  }

  /** Each GiB is mapped in another way; whatever is mapped, its offset in RAM is that of data. */
  private static PageTables space(Rig rig, int levels, long at) {
    var space = new PageTables(rig.board, levels, TABLES + at);
    for (int page = 0; page < 4; page++) {
      space.map(page * 4096L, DATA + page * 4096L, PageTables.OPEN);
    }
    space.map(1L << 30, TestBoard.RAM, 1, PageTables.OPEN);
    space.map(1L << 30 | 5 << 21, TestBoard.RAM, 1, PageTables.OPEN);
    space.map(2L << 30, TestBoard.RAM, 2, PageTables.OPEN);
    return space;
  }

  private static long mapped(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> 0;
      case 2 -> (1L << 30) + 0x1_0000;
      case 3 -> (1L << 30 | 5 << 21) + 0x1_0000;
      default -> (2L << 30) + 0x1_0000;
    };
  }

  private static long offset(SplittableRandom random) {
    return 4096L * random.nextInt(3) + OFFSETS[random.nextInt(OFFSETS.length)];
  }

  /** Gives a page other rights or takes it away; then the fence, for any of its addresses. */
  private static void change(Rig rig, PageModel model, PageTables space, SplittableRandom random) {
    long address = mapped(random);
    int level = (int) (address >>> 30);
    address += level == 0 ? 4096L * random.nextInt(4) : 0;
    long place = space.place(address, level);
    long flags = random.nextInt(4) == 0 ? 0 : PageTables.V | random.nextInt(256);
    long entry = rig.board.word64(place) >>> 8 << 8 | flags;
    entry = (flags & (PageTables.R | PageTables.X)) == 0 ? entry & ~PageTables.V : entry;
    rig.board.word64(place, entry);
    model.word(place, entry);
    if (random.nextInt(8) == 0) {
      rig.memory.flush();
    } else {
      long size = 4096L << 9 * level;
      rig.memory.flush((address & -size) + random.nextLong(size));
    }
  }
}
