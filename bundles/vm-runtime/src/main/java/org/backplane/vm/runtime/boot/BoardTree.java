package org.backplane.vm.runtime.boot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.backplane.vm.runtime.board.Clint;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.MemoryMap.Range;

/**
 * The device tree of the {@code virt} board.
 *
 * @param inventory memory and harts
 * @param commandLine what stands in {@code /chosen/bootargs}
 * @param initrd where the initial RAM disk lies
 * @param mode which mode the guest starts in
 */
record BoardTree(Inventory inventory, String commandLine, Optional<Range> initrd, Mode mode) {

  /** What the guest starts in decides which devices are its own. */
  enum Mode {
    /** It has the CLINT, and it may be firmware that describes itself to a kernel. */
    MACHINE,
    /** Timer and power are calls to the machine. */
    SUPERVISOR
  }

  private static final int UART_CLOCK = 3_686_400;
  private static final int ROM_BANK_BYTES = 4;
  private static final int TIMEBASE = (int) (1_000_000_000L / Clint.NANOS_PER_TICK);
  private static final String SERIAL = "serial@" + hex(MemoryMap.UART.address());
  // Handles by which nodes refer to each other; the harts' interrupt controllers come after them.
  private static final int PLIC_HANDLE = 1;
  private static final int POWER_HANDLE = 2;
  private static final int FIRST_HART_HANDLE = 3;
  private static final int CACHE_BLOCK_BYTES = 64;
  private static final int NEAR = 10;
  private static final int FAR = 20;
  private static final int IRQ_SOFTWARE = 3;
  private static final int IRQ_TIMER = 7;
  private static final int IRQ_SUPERVISOR_EXTERNAL = 9;
  private static final int IRQ_MACHINE_EXTERNAL = 11;

  /**
   * The tree in its flattened form.
   *
   * @param seed random bytes for the guest's entropy pool
   */
  byte[] flatten(byte[] seed) {
    return FlattenedTree.of(DeviceTree.root(root -> fill(root, seed)));
  }

  private void fill(DeviceTree root, byte[] seed) {
    addressing(root, 2, 2)
        .text("compatible", "riscv-virtio")
        .text("model", "riscv-virtio,backplane")
        .node("chosen", node -> chosen(node, seed))
        .node("aliases", node -> node.text("serial0", "/soc/" + SERIAL));
    inventory.memory().forEach(memory -> memory(root, memory));
    root.node("cpus", this::cpus).node("soc", this::soc);
    distances(root);
    root.node("poweroff", node -> power(node, "syscon-poweroff", 0x5555))
        .node("reboot", node -> power(node, "syscon-reboot", 0x7777));
  }

  private void chosen(DeviceTree node, byte[] seed) {
    if (!commandLine.isEmpty()) {
      node.text("bootargs", commandLine);
    }
    node.text("stdout-path", "/soc/" + SERIAL).bytes("rng-seed", seed);
    initrd.ifPresent(
        range ->
            node.wide("linux,initrd-start", range.address())
                .wide("linux,initrd-end", range.address() + range.sizeBytes()));
  }

  /** ROM must not look like memory: the guest would put its data there. */
  private static void memory(DeviceTree root, Inventory.Memory memory) {
    String name = (memory.writable() ? "memory@" : "rom@") + hex(memory.range().address());
    root.node(
        name,
        node -> {
          if (memory.writable()) {
            node.text("device_type", "memory");
          } else {
            node.text("compatible", "mtd-rom").cells("bank-width", ROM_BANK_BYTES);
          }
          numaNode(reg(node, memory.range()), memory.node());
        });
  }

  /** All nodes are equally far from each other. */
  private void distances(DeviceTree root) {
    List<Integer> nodes = inventory.nodes();
    if (!nodes.isEmpty()) {
      int[] matrix =
          nodes.stream()
              .flatMapToInt(
                  from ->
                      nodes.stream()
                          .flatMapToInt(to -> IntStream.of(from, to, from.equals(to) ? NEAR : FAR)))
              .toArray();
      root.node(
          "distance-map",
          node -> node.text("compatible", "numa-distance-map-v1").cells("distance-matrix", matrix));
    }
  }

  private static void numaNode(DeviceTree node, OptionalInt number) {
    number.ifPresent(value -> node.cells("numa-node-id", value));
  }

  private void cpus(DeviceTree node) {
    addressing(node, 1, 0).cells("timebase-frequency", TIMEBASE);
    for (int hart = 0; hart < inventory.harts().size(); hart++) {
      int id = hart;
      node.node("cpu@" + hex(id), cpu -> cpu(cpu, id));
    }
  }

  private void cpu(DeviceTree node, int hart) {
    Inventory.Hart described = inventory.harts().get(hart);
    numaNode(node, described.node());
    node.text("device_type", "cpu")
        .cells("reg", hart)
        .text("status", "okay")
        .text("compatible", "riscv")
        .text("riscv,isa", described.isa());
    instructionSet(node, IsaString.of(described.isa()));
    if (!described.mmuType().equals("riscv,none")) {
      node.text("mmu-type", described.mmuType());
    }
    node.node(
        "interrupt-controller",
        controller ->
            controller
                .text("compatible", "riscv,cpu-intc")
                .flag("interrupt-controller")
                .cells("#interrupt-cells", 1)
                .cells("#address-cells", 0)
                .cells("phandle", FIRST_HART_HANDLE + hart));
  }

  /** The newer way to say it, and what some extensions need beside their name. */
  private static void instructionSet(DeviceTree node, IsaString isa) {
    if (!isa.base().isEmpty()) {
      node.text("riscv,isa-base", isa.base())
          .text("riscv,isa-extensions", isa.extensions().toArray(String[]::new));
    }
    if (isa.has("zicbom")) {
      node.cells("riscv,cbom-block-size", CACHE_BLOCK_BYTES);
    }
    if (isa.has("zicboz")) {
      node.cells("riscv,cboz-block-size", CACHE_BLOCK_BYTES);
    }
  }

  private void soc(DeviceTree soc) {
    addressing(soc, 2, 2).text("compatible", "simple-bus").flag("ranges");
    Range plic = MemoryMap.plic(inventory.harts().size());
    soc.node("plic@" + hex(plic.address()), node -> plic(node, plic));
    if (mode == Mode.MACHINE) {
      soc.node("clint@" + hex(MemoryMap.CLINT.address()), this::clint);
    }
    soc.node(SERIAL, this::serial)
        .node("test@" + hex(MemoryMap.POWER.address()), this::test)
        .node("rtc@" + hex(MemoryMap.RTC.address()), this::rtc);
    // From the top down, so that a guest counts its devices in the order they were given.
    for (int slot = MemoryMap.VIRTIO_SLOTS - 1; slot >= 0; slot--) {
      int number = slot;
      soc.node(
          "virtio_mmio@" + hex(MemoryMap.virtio(slot).address()), node -> virtio(node, number));
    }
  }

  private void plic(DeviceTree node, Range range) {
    reg(node.text("compatible", "sifive,plic-1.0.0", "riscv,plic0"), range)
        .flag("interrupt-controller")
        .cells("#interrupt-cells", 1)
        .cells("#address-cells", 0)
        .cells("riscv,ndev", MemoryMap.PLIC_SOURCES)
        .cells("interrupts-extended", hartInterrupts(IRQ_MACHINE_EXTERNAL, IRQ_SUPERVISOR_EXTERNAL))
        .cells("phandle", PLIC_HANDLE);
  }

  private void clint(DeviceTree node) {
    reg(node.text("compatible", "sifive,clint0", "riscv,clint0"), MemoryMap.CLINT)
        .cells("interrupts-extended", hartInterrupts(IRQ_SOFTWARE, IRQ_TIMER));
  }

  private void serial(DeviceTree node) {
    interrupt(reg(node.text("compatible", "ns16550a"), MemoryMap.UART), MemoryMap.UART_SOURCE)
        .cells("clock-frequency", UART_CLOCK);
  }

  private void test(DeviceTree node) {
    reg(node.text("compatible", "sifive,test1", "sifive,test0", "syscon"), MemoryMap.POWER)
        .cells("phandle", POWER_HANDLE);
  }

  private void rtc(DeviceTree node) {
    interrupt(
        reg(node.text("compatible", "google,goldfish-rtc"), MemoryMap.RTC), MemoryMap.RTC_SOURCE);
  }

  private void virtio(DeviceTree node, int slot) {
    interrupt(
        reg(node.text("compatible", "virtio,mmio"), MemoryMap.virtio(slot)),
        MemoryMap.virtioSource(slot));
  }

  private static void power(DeviceTree node, String compatible, int value) {
    node.text("compatible", compatible)
        .cells("regmap", POWER_HANDLE)
        .cells("offset", 0)
        .cells("value", value);
  }

  private int[] hartInterrupts(int first, int second) {
    return IntStream.range(0, inventory.harts().size())
        .flatMap(
            hart -> IntStream.of(FIRST_HART_HANDLE + hart, first, FIRST_HART_HANDLE + hart, second))
        .toArray();
  }

  private static DeviceTree addressing(DeviceTree node, int addressCells, int sizeCells) {
    return node.cells("#address-cells", addressCells).cells("#size-cells", sizeCells);
  }

  private static DeviceTree reg(DeviceTree node, Range range) {
    return node.wide("reg", range.address(), range.sizeBytes());
  }

  private static DeviceTree interrupt(DeviceTree node, int source) {
    return node.cells("interrupts", source).cells("interrupt-parent", PLIC_HANDLE);
  }

  private static String hex(long number) {
    return Long.toHexString(number);
  }
}
