package org.backplane.vm.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;

/** A provider whose harts do what a test tells them to, on the hart's thread. */
final class FakeCpu implements CpuProvider {

  /** Something for a hart to do. */
  interface Step {
    void on(PhysicalBus bus) throws BusFault;
  }

  /** Where traps go. */
  private static final long HANDLER = 0x2000;

  final List<FakeHart> harts = Collections.synchronizedList(new ArrayList<>());
  private final List<String> log;
  private final String isa;
  private final Queue<Step> first = new ConcurrentLinkedQueue<>();
  private volatile boolean refuses;
  private volatile boolean losesState;

  FakeCpu(List<String> log) {
    this(log, "rv64fake");
  }

  FakeCpu(List<String> log, String isa) {
    this.log = log;
    this.isa = isa;
  }

  /** Saving a hart's state fails from now on. */
  void loseState() {
    losesState = true;
  }

  void refuse() {
    refuses = true;
  }

  /** Has the next hart do something first. */
  void nextDoes(Step step) {
    first.add(step);
  }

  FakeHart hart() {
    return harts.getLast();
  }

  @Override
  public String architecture() {
    return "riscv64";
  }

  @Override
  public String isa() {
    return isa;
  }

  @Override
  public String mmuType() {
    return "riscv,sv39";
  }

  @Override
  public Hart create(PhysicalBus bus, HartState state) {
    if (refuses) {
      throw new IllegalArgumentException("not that state");
    }
    var hart = new FakeHart(bus, state);
    Optional.ofNullable(first.poll()).ifPresent(hart::does);
    harts.add(hart);
    return hart;
  }

  /** A hart that counts its steps as instructions. */
  final class FakeHart implements Hart {
    final HartState from;
    final Map<InterruptLine, Boolean> lines =
        Collections.synchronizedMap(new EnumMap<>(InterruptLine.class));
    private final PhysicalBus bus;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    final AtomicInteger flushes = new AtomicInteger();
    volatile Set<Long> breakpoints = Set.of();
    volatile LongFunction<OptionalLong> translation = OptionalLong::of;
    final List<Boolean> softwareLevels = Collections.synchronizedList(new ArrayList<>());
    private volatile OptionalLong trapCause = OptionalLong.empty();
    private volatile Map<Integer, Long> csrs;
    private volatile long pc;
    private volatile boolean waits;
    private volatile boolean running;
    private volatile boolean deaf;
    private volatile boolean stopping;
    private volatile long retired;

    FakeHart(PhysicalBus bus, HartState from) {
      this.bus = bus;
      this.from = from;
      this.pc = from.pc();
      this.csrs = from.csrs();
      this.retired = from.instructionsRetired();
    }

    /** Has the hart do something, once it runs. */
    void does(Step step) {
      steps.add(step);
    }

    /** Has it do something and waits for that. */
    void doesNow(Step step) throws InterruptedException {
      var done = new LinkedBlockingQueue<Boolean>();
      steps.add(
          b -> {
            step.on(b);
            done.add(true);
          });
      if (done.poll(10, TimeUnit.SECONDS) == null) {
        throw new AssertionError("the hart does not run");
      }
    }

    void becomeDeaf() {
      deaf = true;
    }

    /** It hears of the stop that it was deaf to. */
    void hear() {
      deaf = false;
      steps.add(_ -> {});
    }

    boolean running() {
      return running;
    }

    @Override
    public Halt run() {
      log.add(Thread.currentThread().getName() + " runs");
      running = true;
      try {
        while (true) {
          if (breakpoints.contains(pc)) {
            return Halt.BREAKPOINT;
          }
          if (stopping && !deaf) {
            stopping = false;
            return Halt.REQUESTED;
          }
          steps.take().on(bus);
          retired++;
          if (pc == from.pc()) { // a run moves it on, however much it does
            pc += 4;
          }
        }
      } catch (InterruptedException | BusFault e) {
        throw new IllegalStateException(e);
      } finally {
        running = false;
        log.add(Thread.currentThread().getName() + " stops");
      }
    }

    /** Does what it was told next, if anything, and moves on by one instruction. */
    @Override
    public void step() {
      log.add(Thread.currentThread().getName() + " steps");
      if (trapCause.isPresent()) {
        csrs = Map.of(0x341, pc, 0x342, trapCause.getAsLong());
        trapCause = OptionalLong.empty();
        pc = HANDLER;
        return;
      }
      try {
        while (waits && !stopping) {
          steps.take().on(bus);
        }
        Step next = waits ? null : steps.poll();
        if (next != null) {
          next.on(bus);
        }
      } catch (InterruptedException | BusFault e) {
        throw new IllegalStateException(e);
      }
      pc += 4;
      retired++;
    }

    /** Waits for an interrupt in every step from now on. */
    void waitInSteps() {
      waits = true;
    }

    /** Takes a trap to machine mode in the place of its next step. */
    void trapsInStep(long cause) {
      trapCause = OptionalLong.of(cause);
    }

    /** Has it come to an address. */
    void jumpsTo(long address) {
      steps.add(_ -> pc = address);
    }

    @Override
    public void breakpoints(Set<Long> addresses) {
      breakpoints = addresses;
    }

    @Override
    public OptionalLong translate(long virtualAddress) {
      return translation.apply(virtualAddress);
    }

    @Override
    public void flush() {
      flushes.incrementAndGet();
    }

    @Override
    public void requestStop() {
      steps.add(_ -> stopping = true);
    }

    @Override
    public void setInterrupt(InterruptLine line, boolean level) {
      lines.put(line, level);
      if (line == InterruptLine.SUPERVISOR_SOFTWARE) {
        softwareLevels.add(level);
      }
    }

    @Override
    public HartState save() {
      if (losesState) {
        throw new IllegalStateException("no state on purpose");
      }
      return new HartState(
          from.hartId(), from.privilege(), pc, from.x(), from.f(), csrs, retired, false);
    }

    @Override
    public long instructionsRetired() {
      return retired;
    }
  }
}
