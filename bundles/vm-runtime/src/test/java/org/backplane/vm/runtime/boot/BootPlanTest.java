package org.backplane.vm.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.MachineRequest.Boot;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootPlanTest {

  private static final int RAM = 16 << 20;
  private static final long BASE = 0x8000_0000L;
  private static final int BORDER = (2 << 20) - 64;
  private static final Inventory INVENTORY = inventory("rv64imac");

  @TempDir Path folder;

  private final MemorySegment ram = Arena.ofAuto().allocate(RAM, 4096);
  // In two blocks, whose border lies in the middle of what is loaded there.
  private final GuestMemory guest =
      new GuestMemory(
          List.of(
              new RamBlock(BASE, ram.asSlice(0, RAM - BORDER), true),
              new RamBlock(BASE + RAM - BORDER, ram.asSlice(RAM - BORDER), true)));
  private final MemorySegment rom = MemorySegment.ofArray(new byte[0xf000]);
  private Path elf = Path.of("");
  private Path image = Path.of("");

  @BeforeEach
  void writeKernels() throws IOException {
    elf = file("x.elf", new ElfBuilder().symbol("tohost").build());
    image = file("Image", KernelLoaderTest.image(0x20_0000, 0x1000, 0));
  }

  @Test
  void elfIsLoadedZeroedAndEnteredThroughTheResetCode() throws BackplaneException {
    ram.fill((byte) 0xee);
    BootPlan plan = plan(Optional.of(elf), Optional.empty());
    plan.load(guest, rom, INVENTORY);
    assertThat(loaded(0, 0 + 1)[0]).isEqualTo((byte) 1);
    assertThat(loaded(15, 15 + 1)[0]).isEqualTo((byte) 16);
    assertThat(loaded(16, 64)).containsOnly(0);
    assertThat(loaded(64, 64 + 1)[0]).isEqualTo((byte) 0xee);
    assertThat(romLong(0x18)).isEqualTo(BASE);
    assertThat(romLong(0x20)).isEqualTo(plan.deviceTreeAddress());
  }

  @Test
  void treeLiesAtTheLastAlignedPlaceThatHoldsIt() throws BackplaneException {
    BootPlan plan = plan(Optional.of(elf), Optional.empty());
    assertThat(plan.deviceTreeAddress()).isEqualTo(BASE + RAM - (2 << 20));
    assertThat(BootPlan.read(boot(Optional.of(elf), Optional.empty()), 512L << 20))
        .extracting(BootPlan::deviceTreeAddress)
        .isEqualTo(0x9fe0_0000L);
    plan.load(guest, rom, INVENTORY);
    assertThat(tree(plan)).containsKey("/cpus#").containsKey("/soc#");
    assertThat(tree(plan).get("/chosen#bootargs"))
        .isEqualTo("quiet\0".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void everyLoadHasASeedOfItsOwn() throws BackplaneException {
    BootPlan plan = plan(Optional.of(elf), Optional.empty());
    plan.load(guest, rom, INVENTORY);
    byte[] first = tree(plan).get("/chosen#rng-seed");
    plan.load(guest, rom, INVENTORY);
    assertThat(tree(plan).get("/chosen#rng-seed")).hasSize(32).isNotEqualTo(first);
  }

  @Test
  void initrdFollowsTheKernelAtHalfTheRam() throws Exception {
    Path initrd = file("initrd", new byte[] {9, 8, 7});
    Path firmware = file("fw", new byte[] {1});
    BootPlan plan =
        BootPlan.read(
            new Boot(
                Optional.of(image),
                Optional.of(firmware),
                Optional.of(initrd),
                "",
                Optional.empty()),
            RAM);
    plan.load(guest, rom, INVENTORY);
    int at = 0x20_0000 + RAM / 2;
    assertThat(loaded(at, at + 3)).containsExactly(9, 8, 7);
    assertThat(tree(plan).get("/chosen#linux,initrd-start"))
        .isEqualTo(new byte[] {0, 0, 0, 0, (byte) 0x80, (byte) 0xa0, 0, 0});
  }

  @Test
  void initrdFollowsTheKernelDirectlyWhereHalfTheRamIsTooFar() throws Exception {
    Path large = file("large", KernelLoaderTest.image(0x20_0000, RAM / 2 + 1, 0));
    Path plain = file("initrd", new byte[] {9, 8, 7});
    assertThat(initrdAddress(large, plain)).isEqualTo(BASE + 0x20_0000 + RAM / 2 + 4096);
    Path long1 = file("long", new byte[RAM / 2 - (4 << 20) + 1]);
    assertThat(initrdAddress(image, long1)).isEqualTo(BASE + 0x20_1000);
    Path fits = file("fits", new byte[RAM / 2 - (4 << 20)]);
    assertThat(initrdAddress(image, fits)).isEqualTo(BASE + 0x20_0000 + RAM / 2);
  }

  private long initrdAddress(Path kernel, Path initrd) throws BackplaneException {
    var boot =
        new Boot(Optional.of(kernel), Optional.empty(), Optional.of(initrd), "", Optional.empty());
    BootPlan plan = BootPlan.read(boot, RAM);
    plan.load(guest, rom, INVENTORY);
    byte[] start = tree(plan).get("/chosen#linux,initrd-start");
    return java.nio.ByteBuffer.wrap(start).getLong();
  }

  @Test
  void firmwareLearnsWhereTheKernelIs() throws Exception {
    Path firmware = file("fw", new byte[] {0x13});
    BootPlan plan = plan(Optional.of(image), Optional.of(firmware));
    plan.load(guest, rom, INVENTORY);
    assertThat(romLong(0x18)).isEqualTo(BASE);
    assertThat(romLong(0x28)).as("magic").isEqualTo(0x4942_534f);
    assertThat(romLong(0x30)).as("version").isEqualTo(2);
    assertThat(romLong(0x38)).as("next address").isEqualTo(BASE + 0x20_0000);
    assertThat(romLong(0x40)).as("next mode").isEqualTo(1);
    assertThat(romLong(0x48)).isZero();
    assertThat(romLong(0x50)).isZero();
    assertThat(loaded(0, 0 + 1)[0]).isEqualTo((byte) 0x13);
  }

  @Test
  void withoutAnythingToRunTheHartIdles() throws BackplaneException {
    plan(Optional.empty(), Optional.of(Path.of("none"))).load(guest, rom, INVENTORY);
    assertThat(romLong(0x18)).isEqualTo(0x1058);
    assertThat(rom.get(ValueLayout.JAVA_INT_UNALIGNED, 0x58)).as("wfi").isEqualTo(0x1050_0073);
  }

  @Test
  void supervisorKernelsStartAsFirmwareWouldHaveLeftThem() throws Exception {
    Path plain = file("plain.elf", new ElfBuilder().build());
    Map<Path, Long> entries = Map.of(image, BASE + 0x20_0000, plain, BASE);
    for (Path kernel : entries.keySet()) {
      BootPlan plan = plan(Optional.of(kernel), Optional.empty());
      assertThat(plan.servesSupervisor()).isTrue();
      HartState state = plan.start("rv64imafdc_zicsr");
      assertThat(state.privilege()).isEqualTo(1);
      assertThat(state.pc()).isEqualTo(entries.get(kernel));
      assertThat(state.x().get(10)).isZero();
      assertThat(state.x().get(11)).isEqualTo(plan.deviceTreeAddress());
      assertThat(state.csrs())
          .isEqualTo(
              Map.of(
                  0x106,
                  7L,
                  0x302,
                  0xb1ffL,
                  0x303,
                  0x222L,
                  0x306,
                  7L,
                  0x3a0,
                  0x1fL,
                  0x3b0,
                  (1L << 54) - 1));
      plan.load(guest, rom, INVENTORY);
      assertThat(tree(plan)).doesNotContainKey("/soc/clint@2000000#");
    }
    assertThat(plan(Optional.of(image), Optional.of(Path.of("none"))).servesSupervisor()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "rv64gc_sstc, 0x8000000000000000",
    "rv64gc_svadu, 0x2000000000000000",
    "rv64gc_zicboz, 0x80",
    "rv64gc_zicbom, 0x70",
    "rv64gc_sstc_svadu_zicboz, 0xa000000000000080"
  })
  void whatTheCpuHasIsPermitted(String isa, String menvcfg) throws BackplaneException {
    assertThat(plan(Optional.of(image), Optional.empty()).start(isa).csrs())
        .containsEntry(0x30a, Long.parseUnsignedLong(menvcfg.substring(2), 16));
  }

  @Test
  void machineModeBeginsInTheResetCode() throws Exception {
    Path firmware = file("fw", new byte[] {1});
    for (BootPlan plan :
        List.of(
            plan(Optional.of(elf), Optional.empty()),
            plan(Optional.of(image), Optional.of(firmware)),
            plan(Optional.empty(), Optional.of(firmware)),
            plan(Optional.empty(), Optional.empty()))) {
      assertThat(plan.servesSupervisor()).isFalse();
      assertThat(plan.start("rv64gc_sstc"))
          .isEqualTo(HartState.atReset(0, 0x1000, plan.deviceTreeAddress(), 0));
      plan.load(guest, rom, INVENTORY);
      assertThat(tree(plan)).containsKey("/soc/clint@2000000#");
    }
  }

  @Test
  void anyElfStartsInMachineModeWithBiosNone() throws Exception {
    Path plain = file("plain.elf", new ElfBuilder().build());
    BootPlan plan = plan(Optional.of(plain), Optional.of(Path.of("none")));
    assertThat(plan.servesSupervisor()).isFalse();
    assertThat(plan.start("rv64i").privilege()).isEqualTo(3);
  }

  @Test
  void aKernelThatOverlapsTheFirmwareIsRefused() throws Exception {
    Path firmware = file("fw", new byte[] {1});
    assertThatThrownBy(() -> plan(Optional.of(elf), Optional.of(firmware)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("firmware at 0x80000000")
        .hasMessageContaining("overlaps")
        .hasMessageNotContaining("-m");
  }

  @Test
  void theSymbolsOfATestProgramAreTold() throws Exception {
    assertThat(plan(Optional.of(image), Optional.empty()).hostSymbols()).isEmpty();
    Path program =
        file(
            "test.elf",
            new ElfBuilder()
                .symbol("tohost", BASE + 8)
                .symbol("fromhost", BASE + 16)
                .symbol("begin_signature", BASE + 32)
                .symbol("end_signature", BASE + 64)
                .build());
    var expected =
        new HostSymbols(
            BASE + 8, OptionalLong.of(BASE + 16), Optional.of(new Range(BASE + 32, 32)));
    assertThat(plan(Optional.of(program), Optional.empty()).hostSymbols()).contains(expected);
    assertThat(plan(Optional.empty(), Optional.of(program)).hostSymbols()).contains(expected);
    for (long bad : new long[] {0, BASE + 4, BASE + 64, BASE + RAM - 8, -8}) {
      Path odd = file("odd.elf", new ElfBuilder().symbol("tohost", bad).build());
      BootPlan plan = plan(Optional.of(odd), Optional.empty());
      assertThatThrownBy(plan::hostSymbols)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("tohost")
          .hasMessageContaining("htif=off");
    }
  }

  @Test
  void givenTreeIsTakenAsItIs() throws Exception {
    byte[] blob =
        new BoardTree(INVENTORY, "", Optional.empty(), BoardTree.Mode.MACHINE)
            .flatten(new byte[32]);
    Path dtb = file("own.dtb", blob);
    BootPlan plan = withTree(dtb, "");
    plan.load(guest, rom, inventory("other"));
    int at = (int) (plan.deviceTreeAddress() - BASE);
    assertThat(loaded(at, at + blob.length)).isEqualTo(blob);
    assertThatThrownBy(() -> withTree(dtb, "quiet")).hasMessageContaining("/chosen");
  }

  @Test
  void whatIsNoTreeIsRefused() throws IOException {
    byte[] blob =
        new BoardTree(INVENTORY, "", Optional.empty(), BoardTree.Mode.MACHINE)
            .flatten(new byte[32]);
    byte[] longer = blob.clone();
    longer[4] = 1;
    byte[] negative = blob.clone();
    negative[4] = -1;
    for (byte[] bad :
        List.of(new byte[0], new byte[64], longer, negative, Arrays.copyOf(blob, 39))) {
      Path file = file("bad.dtb", bad);
      assertThatThrownBy(() -> withTree(file, ""))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void tooLittleRamIsRefused() throws IOException {
    for (long size : new long[] {4096, 1 << 20, 2 << 20}) {
      assertThatThrownBy(() -> BootPlan.read(boot(Optional.of(elf), Optional.empty()), size))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("-m");
    }
    Path initrd = file("initrd", new byte[RAM - (2 << 20) - 4095]);
    assertThatThrownBy(
            () ->
                BootPlan.read(
                    new Boot(
                        Optional.of(elf),
                        Optional.empty(),
                        Optional.of(initrd),
                        "",
                        Optional.empty()),
                    RAM))
        .hasMessageContaining("initrd")
        .hasMessageContaining("device tree");
  }

  @Test
  void whatGoesWithAKernelIsRefusedWithoutOne() throws IOException {
    Optional<Path> initrd = Optional.of(file("initrd", new byte[1]));
    Optional<Path> firmware = Optional.of(file("fw", new byte[] {1}));
    Map<String, Boot> alone =
        Map.of(
            "-initrd: ", new Boot(Optional.empty(), firmware, initrd, "", Optional.empty()),
            "-append: ",
                new Boot(Optional.empty(), firmware, Optional.empty(), "quiet", Optional.empty()));
    alone.forEach(
        (option, boot) ->
            assertThatThrownBy(() -> BootPlan.read(boot, RAM))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(option)
                .hasMessageContaining("-kernel"));
  }

  @Test
  void theTreeCanBeHadWithoutAGuest() throws Exception {
    BootPlan plan = plan(Optional.of(elf), Optional.empty());
    assertThat(TreeReader.read(plan.deviceTree(INVENTORY))).containsKey("/chosen#bootargs");
    byte[] blob =
        new BoardTree(INVENTORY, "", Optional.empty(), BoardTree.Mode.MACHINE)
            .flatten(new byte[32]);
    BootPlan given = withTree(file("own.dtb", blob), "");
    assertThat(given.deviceTree(inventory("other"))).isEqualTo(blob);
    assertThat(given.deviceTree(inventory("other"))).as("again").isEqualTo(blob);
  }

  private BootPlan withTree(Path dtb, String commandLine) throws BackplaneException {
    return BootPlan.read(
        new Boot(
            Optional.of(elf), Optional.empty(), Optional.empty(), commandLine, Optional.of(dtb)),
        RAM);
  }

  private BootPlan plan(Optional<Path> kernel, Optional<Path> firmware) throws BackplaneException {
    return BootPlan.read(boot(kernel, firmware), RAM);
  }

  private static Boot boot(Optional<Path> kernel, Optional<Path> firmware) {
    String commandLine = kernel.isPresent() ? "quiet" : "";
    return new Boot(kernel, firmware, Optional.empty(), commandLine, Optional.empty());
  }

  private Map<String, byte[]> tree(BootPlan plan) {
    int at = (int) (plan.deviceTreeAddress() - BASE);
    int size = java.nio.ByteBuffer.wrap(loaded(at, at + 8)).getInt(4);
    return TreeReader.read(loaded(at, at + size));
  }

  private byte[] loaded(int from, int to) {
    return ram.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
  }

  private static Inventory inventory(String isa) {
    return new Inventory(
        List.of(new Inventory.Memory(new Range(BASE, RAM), OptionalInt.empty(), true)),
        List.of(new Inventory.Hart(isa, "riscv,sv39", OptionalInt.empty())));
  }

  private long romLong(long offset) {
    return rom.get(
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN), offset);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
