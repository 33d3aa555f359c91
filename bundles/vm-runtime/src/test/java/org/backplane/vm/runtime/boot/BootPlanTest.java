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
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.MachineRequest.Boot;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void supervisorKernelsAreRefusedWithWhatTheCpuLacks() throws IOException {
    Path plain = file("plain.elf", new ElfBuilder().build());
    for (Path kernel : List.of(image, plain)) {
      assertThatThrownBy(() -> plan(Optional.of(kernel), Optional.empty()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith(kernel.toString())
          .hasMessageContaining("supervisor mode")
          .hasMessageContaining("-bios none");
    }
    assertThatThrownBy(() -> plan(Optional.of(image), Optional.of(Path.of("none"))))
        .hasMessageContaining("supervisor mode");
  }

  @Test
  void anyElfStartsInMachineModeWithBiosNone() throws Exception {
    Path plain = file("plain.elf", new ElfBuilder().build());
    assertThat(plan(Optional.of(plain), Optional.of(Path.of("none")))).isNotNull();
  }

  @Test
  void givenTreeIsTakenAsItIs() throws Exception {
    byte[] blob = new BoardTree(INVENTORY, "", Optional.empty()).flatten(new byte[32]);
    Path dtb = file("own.dtb", blob);
    BootPlan plan = withTree(dtb, "");
    plan.load(guest, rom, inventory("other"));
    int at = (int) (plan.deviceTreeAddress() - BASE);
    assertThat(loaded(at, at + blob.length)).isEqualTo(blob);
    assertThatThrownBy(() -> withTree(dtb, "quiet")).hasMessageContaining("/chosen");
  }

  @Test
  void whatIsNoTreeIsRefused() throws IOException {
    byte[] blob = new BoardTree(INVENTORY, "", Optional.empty()).flatten(new byte[32]);
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
    Path initrd = file("initrd", new byte[RAM / 2]);
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
  void initrdWithoutKernelIsRefused() throws IOException {
    Path initrd = file("initrd", new byte[1]);
    assertThatThrownBy(
            () ->
                BootPlan.read(
                    new Boot(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(initrd),
                        "",
                        Optional.empty()),
                    RAM))
        .hasMessageContaining("-kernel");
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
    return new Boot(kernel, firmware, Optional.empty(), "quiet", Optional.empty());
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
        List.of(new Inventory.Hart(isa, OptionalInt.empty())));
  }

  private long romLong(long offset) {
    return rom.get(
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN), offset);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
