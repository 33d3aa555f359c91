package org.backplane.cpu.riscv.mmu;

import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.csr.CsrFile;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.trap.Access;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * The memory of a hart without the hart. What happens is told as text: the value in hexadecimal, or
 * the trap's cause and value.
 */
final class Rig implements AutoCloseable {

  static final int SATP = 0x180;
  static final int MSTATUS = 0x300;
  static final int MENVCFG = 0x30a;
  static final int PMPCFG0 = 0x3a0;
  static final int PMPADDR0 = 0x3b0;
  static final long ADUE = 1L << 61;
  static final long MPRV = 1 << 17;
  static final long SUM = 1 << 18;
  static final long MXR = 1 << 19;
  static final String DONE = "done";

  final TestBoard board = new TestBoard();
  final CsrFile csrs =
      new CsrFile(0, new CsrFile.Sources(() -> 0, () -> 0, () -> 0, ticks -> {}, lowered -> {}));
  final PhysicalMemory physical = new PhysicalMemory(board);
  final Mmu mmu = new Mmu(csrs, physical);
  final VirtualMemory memory = new VirtualMemory(mmu, physical);
  final AtomicMemory atomics = new AtomicMemory(memory);

  private Privilege privilege = Privilege.SUPERVISOR;

  /** Supervisor mode, all of physical memory open to it. */
  Rig() {
    csr(PMPADDR0, (1L << 54) - 1).csr(PMPCFG0, 0x1f);
  }

  Rig csr(int number, long value) {
    csrs.write(number, value);
    memory.configure(privilege);
    return this;
  }

  Rig as(Privilege mode) {
    privilege = mode;
    memory.configure(mode);
    return this;
  }

  /** What an access does that gives something. */
  @FunctionalInterface
  interface Load {
    long run() throws Trap;
  }

  /** What an access does that gives nothing. */
  @FunctionalInterface
  interface Store {
    void run() throws Trap;
  }

  static String told(Load access) {
    try {
      return Long.toHexString(access.run());
    } catch (Trap trap) {
      return trap.getMessage();
    }
  }

  static String told(Store access) {
    try {
      access.run();
      return DONE;
    } catch (Trap trap) {
      return trap.getMessage();
    }
  }

  String load(long address, int width) {
    return told(
        () ->
            switch (width) {
              case 1 -> memory.load8(address) & 0xffL;
              case 2 -> memory.load16(address) & 0xffffL;
              case 4 -> memory.load32(address) & 0xffff_ffffL;
              default -> memory.load64(address);
            });
  }

  String load(long address) {
    return load(address, 8);
  }

  String store(long address, int width, long value) {
    return told(
        (Store)
            () -> {
              switch (width) {
                case 1 -> memory.store8(address, value);
                case 2 -> memory.store16(address, value);
                case 4 -> memory.store32(address, value);
                default -> memory.store64(address, value);
              }
            });
  }

  String store(long address, long value) {
    return store(address, 8, value);
  }

  String fetch(long address) {
    return told(() -> memory.fetchAddress(address));
  }

  /** One of the three, with a value to store. */
  String access(Access access, long address, int width, long value) {
    return switch (access) {
      case LOAD -> load(address, width);
      case STORE -> store(address, width, value);
      case FETCH -> fetch(address);
    };
  }

  @Override
  public void close() {
    board.close();
  }
}
