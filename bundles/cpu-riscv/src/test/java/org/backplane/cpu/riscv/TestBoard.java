package org.backplane.cpu.riscv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.cpu.SupervisorBinary;

/**
 * A board with RAM in two adjacent blocks, ROM and two devices: one keeps what is written to it,
 * the other stops the hart.
 */
public final class TestBoard implements PhysicalBus, AutoCloseable {

  private static final int PMPCFG0 = 0x3a0;
  private static final int PMPADDR0 = 0x3b0;
  private static final long ALL_ADDRESSES = (1L << 54) - 1;
  private static final long NAPOT_RWX = 0x1f;

  public static final long ROM = 0x1000;
  public static final long ROM_BYTES = 0x1804; // ends within a page
  public static final long DEVICE = 0x1000_0000;
  public static final long STOPPER = 0x1000_1000;
  public static final long RAM = 0x8000_0000L;
  public static final long RAM_BYTES = 0x10_0000;
  public static final long SECOND = RAM + RAM_BYTES;
  public static final long SECOND_BYTES = 0x2000;
  public static final long HOLE = 0x4000_0000;

  private final Arena arena = Arena.ofShared();
  public final MemorySegment rom = MemorySegment.ofArray(new byte[(int) ROM_BYTES]);
  public final MemorySegment ram = arena.allocate(RAM_BYTES, 4096);
  public final MemorySegment second = arena.allocate(SECOND_BYTES, 4096);
  public final List<String> accesses = new ArrayList<>();
  public volatile long now = 1234;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Hart hart = new RiscvCpu().create(this, open(HartState.atReset(0, RAM, 0, 0)));

  /** What the hart has last told the platform's timer; all ones before. */
  public volatile long supervisorTimer = -1;

  /** What else happens when the device is read. */
  public volatile Runnable whenRead = () -> {};

  /** What answers supervisor mode, once set. */
  public volatile Optional<SupervisorBinary> supervisorBinary = Optional.empty();

  /** The state with all memory open to lower privileges, as firmware leaves it. */
  public static HartState open(HartState state) {
    Map<Integer, Long> csrs = new TreeMap<>(state.csrs());
    csrs.put(PMPADDR0, ALL_ADDRESSES);
    csrs.put(PMPCFG0, NAPOT_RWX);
    return new HartState(
        state.hartId(),
        state.privilege(),
        state.pc(),
        state.x(),
        state.f(),
        csrs,
        state.instructionsRetired(),
        state.waiting());
  }

  @Override
  public void supervisorTimer(int hartId, long ticks) {
    supervisorTimer = ticks;
  }

  @Override
  public Optional<SupervisorBinary> supervisorBinary() {
    return supervisorBinary;
  }

  @Override
  public List<RamBlock> ram() {
    return List.of(
        new RamBlock(ROM, rom, false),
        new RamBlock(RAM, ram, true),
        new RamBlock(SECOND, second, true));
  }

  @Override
  public long load(long address, int widthBytes) throws BusFault {
    accesses.add("load %x %d".formatted(address, widthBytes));
    whenRead.run();
    if (address < DEVICE || address >= DEVICE + 0x100) {
      throw new BusFault(address);
    }
    return 0xfedc_ba98_7654_3210L >>> (64 - 8 * widthBytes);
  }

  @Override
  public void store(long address, int widthBytes, long value) throws BusFault {
    accesses.add("store %x %d %x".formatted(address, widthBytes, value));
    if (address == STOPPER) {
      hart.requestStop();
      stopped.countDown();
    } else if (address < DEVICE || address >= DEVICE + 0x100) {
      throw new BusFault(address);
    }
  }

  @Override
  public long time() {
    return now;
  }

  public Hart hart() {
    return hart;
  }

  /** Places code; the hart is left where it is. */
  public TestBoard place(long address, byte[] code) {
    var to = address >= SECOND ? second : address >= RAM ? ram : rom;
    long base = address >= SECOND ? SECOND : address >= RAM ? RAM : ROM;
    MemorySegment.copy(MemorySegment.ofArray(code), 0, to, address - base, code.length);
    return this;
  }

  public TestBoard restore(HartState state) {
    hart = new RiscvCpu().create(this, state);
    return this;
  }

  /** Puts a value into a register. */
  public TestBoard set(int register, long value) {
    var state = hart.save();
    var x = new ArrayList<>(state.x());
    x.set(register, value);
    return restore(
        new HartState(
            state.hartId(),
            state.privilege(),
            state.pc(),
            x,
            state.f(),
            state.csrs(),
            state.instructionsRetired(),
            state.waiting()));
  }

  public TestBoard csr(int number, long value) {
    var state = hart.save();
    Map<Integer, Long> csrs = new TreeMap<>(state.csrs());
    csrs.put(number, value);
    return restore(
        new HartState(
            state.hartId(),
            state.privilege(),
            state.pc(),
            state.x(),
            state.f(),
            csrs,
            state.instructionsRetired(),
            state.waiting()));
  }

  public TestBoard at(long pc, int privilege) {
    var state = hart.save();
    return restore(
        new HartState(
            state.hartId(),
            privilege,
            pc,
            state.x(),
            state.f(),
            state.csrs(),
            state.instructionsRetired(),
            false));
  }

  public long word64(long address) {
    return ram.get(ValueLayout.JAVA_LONG_UNALIGNED, address - RAM);
  }

  public void word64(long address, long value) {
    ram.set(ValueLayout.JAVA_LONG_UNALIGNED, address - RAM, value);
  }

  /** Runs on a thread of its own until the guest stores to {@link #STOPPER}; fails after 10 s. */
  public HartState run() {
    var thread = start();
    try {
      join(thread);
    } catch (AssertionError late) {
      hart.requestStop();
      throw late;
    }
    return hart.save();
  }

  public Thread start() {
    return Thread.ofPlatform().daemon().name("test-hart").start(hart::run);
  }

  public static void join(Thread thread) {
    try {
      if (!thread.join(java.time.Duration.ofSeconds(10))) {
        throw new AssertionError("the hart does not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public boolean awaitStopper() throws InterruptedException {
    return stopped.await(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    arena.close();
  }
}
