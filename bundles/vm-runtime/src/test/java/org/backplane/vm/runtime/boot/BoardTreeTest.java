package org.backplane.vm.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTreeTest {

  private static final String ISA = "rv64imac_zicsr_zifencei";

  private final byte[] seed = new byte[32];
  private final byte[] blob =
      new BoardTree(
              inventory(OptionalInt.empty()),
              "console=ttyS0",
              Optional.of(new Range(0x9020_0000L, 99)),
              BoardTree.Mode.MACHINE)
          .flatten(seed);
  private final Map<String, byte[]> tree = TreeReader.read(blob);

  @Test
  void describesMemoryAndHarts() {
    assertThat(cells("/memory@80000000#reg")).containsExactly(0, 0x8000_0000, 0, 0x2000_0000);
    assertThat(cells("/cpus#timebase-frequency")).containsExactly(10_000_000);
    assertThat(text("/cpus/cpu@0#riscv,isa")).isEqualTo(ISA + "\0");
    assertThat(tree).containsKey("/cpus/cpu@0/interrupt-controller#interrupt-controller");
    assertThat(tree)
        .doesNotContainKeys("/memory@80000000#numa-node-id", "/cpus/cpu@0#numa-node-id");
  }

  @Test
  void theInstructionSetStandsThereInBothWays() {
    assertThat(text("/cpus/cpu@0#riscv,isa-base")).isEqualTo("rv64i\0");
    assertThat(text("/cpus/cpu@0#riscv,isa-extensions")).isEqualTo("i\0m\0a\0c\0zicsr\0zifencei\0");
    assertThat(text("/cpus/cpu@0#mmu-type")).isEqualTo("riscv,sv48\0");
    assertThat(tree).doesNotContainKey("/cpus/cpu@0#riscv,cboz-block-size");
  }

  @Test
  void aHartWithoutTranslationHasNoMmuType() {
    assertThat(hart("rv64imac", "riscv,none")).doesNotContainKey("/cpus/cpu@0#mmu-type");
  }

  /** Without the size the kernel does without the extension. */
  @Test
  void cacheBlocksHaveASize() {
    var nodes = hart("rv64imac_zicbom_zicboz", "riscv,sv39");
    assertThat(nodes.get("/cpus/cpu@0#riscv,cbom-block-size")).containsExactly(0, 0, 0, 64);
    assertThat(nodes.get("/cpus/cpu@0#riscv,cboz-block-size")).containsExactly(0, 0, 0, 64);
  }

  @Test
  void anUnknownFormOfInstructionSetStandsThereAsItIs() {
    var nodes = hart("RV64-special", "riscv,none");
    assertThat(new String(nodes.get("/cpus/cpu@0#riscv,isa"), StandardCharsets.UTF_8))
        .isEqualTo("RV64-special\0");
    assertThat(nodes).doesNotContainKeys("/cpus/cpu@0#riscv,isa-base");
  }

  @Test
  void supervisorGuestsHaveNoClint() {
    assertThat(tree).containsKey("/soc/clint@2000000#");
    var supervisor =
        new BoardTree(
                inventory(OptionalInt.empty()), "", Optional.empty(), BoardTree.Mode.SUPERVISOR)
            .flatten(seed);
    assertThat(TreeReader.read(supervisor))
        .doesNotContainKey("/soc/clint@2000000#")
        .containsKeys("/soc/plic@c000000#", "/soc/test@100000#");
  }

  private Map<String, byte[]> hart(String isa, String mmuType) {
    var memory = new Inventory.Memory(new Range(0x8000_0000L, 1 << 20), OptionalInt.empty(), true);
    var one =
        new Inventory(
            List.of(memory), List.of(new Inventory.Hart(isa, mmuType, OptionalInt.empty())));
    return TreeReader.read(
        new BoardTree(one, "", Optional.empty(), BoardTree.Mode.MACHINE).flatten(seed));
  }

  @Test
  void eachBlockOfMemoryStandsForItselfWithItsNode() {
    var ram = new Inventory.Memory(new Range(0x8000_0000L, 1 << 20), OptionalInt.of(0), true);
    var dimm = new Inventory.Memory(new Range(1L << 32, 2 << 20), OptionalInt.of(5), true);
    var numa =
        new Inventory(
            List.of(ram, dimm), List.of(new Inventory.Hart(ISA, "riscv,sv48", OptionalInt.of(5))));
    var nodes =
        TreeReader.read(
            new BoardTree(numa, "", Optional.empty(), BoardTree.Mode.MACHINE).flatten(seed));
    assertThat(nodes.get("/memory@80000000#numa-node-id")).containsExactly(0, 0, 0, 0);
    assertThat(nodes.get("/memory@100000000#numa-node-id")).containsExactly(0, 0, 0, 5);
    assertThat(nodes.get("/memory@100000000#reg"))
        .isEqualTo(new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0});
    assertThat(nodes.get("/cpus/cpu@0#numa-node-id")).containsExactly(0, 0, 0, 5);
    assertThat(new String(nodes.get("/distance-map#compatible"), StandardCharsets.UTF_8))
        .isEqualTo("numa-distance-map-v1\0");
    assertThat(cells(nodes, "/distance-map#distance-matrix"))
        .containsExactly(0, 0, 10, 0, 5, 20, 5, 0, 20, 5, 5, 10);
    assertThat(tree).doesNotContainKey("/distance-map#");
  }

  /** A guest would use it as memory. */
  @Test
  void romIsNoMemory() {
    assertThat(text("/rom@140000000#compatible")).isEqualTo("mtd-rom\0");
    assertThat(cells("/rom@140000000#reg")).containsExactly(1, 0x4000_0000, 0, 0x1000);
    assertThat(tree).doesNotContainKey("/rom@140000000#device_type");
  }

  @Test
  void interruptControllersReferToTheHart() {
    int hart = cells("/cpus/cpu@0/interrupt-controller#phandle")[0];
    assertThat(cells("/soc/plic@c000000#interrupts-extended")).containsExactly(hart, 11, hart, 9);
    assertThat(cells("/soc/plic@c000000#reg")).containsExactly(0, 0xc00_0000, 0, 0x20_2000);
    assertThat(cells("/soc/plic@c000000#riscv,ndev")).containsExactly(95);
    assertThat(text("/soc/plic@c000000#compatible")).isEqualTo("sifive,plic-1.0.0\0riscv,plic0\0");
    assertThat(cells("/soc/clint@2000000#interrupts-extended")).containsExactly(hart, 3, hart, 7);
  }

  @Test
  void devicesInterruptThroughThePlic() {
    int plic = cells("/soc/plic@c000000#phandle")[0];
    for (String device : List.of("serial@10000000", "rtc@101000", "virtio_mmio@10008000")) {
      assertThat(cells("/soc/" + device + "#interrupt-parent")).containsExactly(plic);
    }
    assertThat(cells("/soc/serial@10000000#interrupts")).containsExactly(10);
    assertThat(cells("/soc/serial@10000000#clock-frequency")).containsExactly(3_686_400);
    assertThat(cells("/soc/rtc@101000#interrupts")).containsExactly(11);
  }

  @Test
  void virtioSlotsStandFromTheTopDown() {
    List<String> slots =
        tree.keySet().stream().filter(key -> key.matches("/soc/virtio_mmio@[^#]*#")).toList();
    assertThat(slots).hasSize(8).startsWith("/soc/virtio_mmio@10008000#");
    assertThat(slots).endsWith("/soc/virtio_mmio@10001000#");
    assertThat(cells("/soc/virtio_mmio@10008000#interrupts")).containsExactly(8);
    assertThat(cells("/soc/virtio_mmio@10001000#reg")).containsExactly(0, 0x1000_1000, 0, 0x1000);
  }

  @Test
  void powerGoesThroughTheTestDevice() {
    int test = cells("/soc/test@100000#phandle")[0];
    assertThat(cells("/poweroff#regmap")).containsExactly(test);
    assertThat(cells("/poweroff#value")).containsExactly(0x5555);
    assertThat(cells("/reboot#value")).containsExactly(0x7777);
  }

  @Test
  void chosenTellsWhatTheGuestStartsWith() {
    assertThat(text("/chosen#bootargs")).isEqualTo("console=ttyS0\0");
    assertThat(text("/chosen#stdout-path")).isEqualTo("/soc/serial@10000000\0");
    assertThat(cells("/chosen#linux,initrd-start")).containsExactly(0, 0x9020_0000);
    assertThat(cells("/chosen#linux,initrd-end")).containsExactly(0, 0x9020_0063);
    assertThat(tree.get("/chosen#rng-seed")).hasSize(32);
    var bare =
        new BoardTree(
                inventory(OptionalInt.empty()), "", Optional.empty(), BoardTree.Mode.SUPERVISOR)
            .flatten(seed);
    assertThat(TreeReader.read(bare))
        .doesNotContainKeys("/chosen#bootargs", "/chosen#linux,initrd-start");
  }

  @Test
  void theDeviceTreeCompilerFindsNoFault(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dtc")), "dtc is not installed");
    Path file = Files.write(folder.resolve("board.dtb"), blob);
    Process dtc =
        new ProcessBuilder("/usr/bin/dtc", "-I", "dtb", "-O", "dts", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(dtc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(dtc.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(dtc.exitValue()).as(output).isZero();
    assertThat(output).contains("virtio_mmio@10008000").doesNotContain("Warning");
  }

  private static Inventory inventory(OptionalInt node) {
    return new Inventory(
        List.of(
            new Inventory.Memory(new Range(0x8000_0000L, 512L << 20), node, true),
            new Inventory.Memory(new Range(0x1_4000_0000L, 4096), node, false)),
        List.of(new Inventory.Hart(ISA, "riscv,sv48", node)));
  }

  private String text(String key) {
    return new String(tree.get(key), StandardCharsets.UTF_8);
  }

  private int[] cells(String key) {
    return cells(tree, key);
  }

  private static int[] cells(Map<String, byte[]> nodes, String key) {
    assertThat(nodes).containsKey(key);
    var values = ByteBuffer.wrap(nodes.get(key)).asIntBuffer();
    int[] cells = new int[values.remaining()];
    values.get(cells);
    return cells;
  }
}
