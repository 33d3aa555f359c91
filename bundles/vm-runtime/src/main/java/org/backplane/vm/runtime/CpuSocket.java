package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.vm.runtime.board.HartLines;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a CPU provider is plugged in. The hart's state stays here while the provider that executes
 * it comes and goes. Methods are for the control thread unless they say otherwise.
 */
final class CpuSocket {

  private static final Logger LOG = LoggerFactory.getLogger(CpuSocket.class);

  private final int number;
  private final PhysicalBus bus;
  private final HartLines lines;
  private final Consumer<Throwable> onFailure;
  private final Duration stopDeadline;

  private volatile @Nullable CpuProvider provider;
  private volatile @Nullable Hart hart;
  private volatile @Nullable HartRun run;
  private volatile @Nullable HartState state;
  private volatile String problem = "";
  private boolean stuck;

  /**
   * @param onFailure hears, on the hart's thread, that the hart broke
   * @param stopDeadline how long a hart may take to stop before it is given up
   */
  CpuSocket(
      int number,
      PhysicalBus bus,
      HartLines lines,
      Consumer<Throwable> onFailure,
      Duration stopDeadline) {
    this.number = number;
    this.bus = bus;
    this.lines = lines;
    this.onFailure = onFailure;
    this.stopDeadline = stopDeadline;
  }

  /** Puts a provider in; the hart goes on from where it was when it is started. */
  void plug(CpuProvider next) {
    provider = next;
    if (state != null && !stuck) {
      problem = "";
    }
  }

  /**
   * Takes the provider out: afterwards nothing here refers to it. The hart has been stopped.
   *
   * @return false when the hart's state was lost: going on from an older one would rewind the
   *     guest, whose memory and devices have moved on
   */
  boolean unplug() {
    boolean kept = renew();
    provider = null;
    return kept;
  }

  /**
   * Has the hart made anew when it is started next, because what it may have cached of its memory
   * no longer holds. The hart has been stopped.
   *
   * @return false when the hart's state was lost
   */
  boolean renew() {
    Hart old = hart;
    boolean kept = old == null || stuck || save(old);
    dropHart();
    return kept;
  }

  Optional<CpuProvider> provider() {
    return Optional.ofNullable(provider);
  }

  /** Forgets what was executed: the next start begins in that state. The hart has been stopped. */
  void reset(HartState start) {
    dropHart();
    state = start;
    problem = "";
  }

  /** Whether the hart has a state to go on from. */
  boolean hasState() {
    return state != null;
  }

  /** Whether it can execute: there is a provider, and it takes the hart's state. */
  boolean ready() {
    return !stuck && create();
  }

  /** Executes, if it is {@link #ready}. */
  void start() {
    Hart made = hart;
    if (made != null && run == null) {
      var next = new HartRun(name(), made, onFailure);
      run = next; // before its first instruction, which may already be the one that halts it
      next.start();
    }
  }

  /**
   * Stops executing.
   *
   * @return false when the hart does not stop; it is lost then, and so is the memory it may touch
   */
  boolean stop() {
    HartRun active = run;
    if (active == null) {
      return !stuck;
    }
    active.ask();
    if (!active.await(stopDeadline)) {
      stuck = true;
      problem = "it did not stop within " + stopDeadline;
      LOG.error("{} did not stop within {}", name(), stopDeadline);
    }
    run = null;
    return !stuck;
  }

  /** Makes the hart end its run soon; any thread, also its own. */
  void halt() {
    HartRun active = run;
    if (active != null) {
      active.ask();
    }
  }

  /**
   * Drops the hart and its state; it has been stopped.
   *
   * @param why what the operator is told; empty when all is well
   */
  void clear(String why) {
    dropHart();
    state = null;
    problem = why;
  }

  /** Any thread. */
  long instructionsRetired() {
    Hart live = hart;
    HartState saved = state;
    if (live != null) {
      return live.instructionsRetired();
    }
    return saved == null ? 0 : saved.instructionsRetired();
  }

  /** One line for the operator; any thread. */
  String status() {
    if (!problem.isEmpty()) {
      return "stopped: " + problem;
    }
    if (provider == null) {
      return "waiting for a CPU provider";
    }
    return run == null ? "paused" : "running";
  }

  private boolean create() {
    CpuProvider maker = provider;
    HartState from = state;
    if (maker == null || from == null) {
      return false;
    }
    if (hart != null) {
      return true;
    }
    try {
      Hart made = maker.create(bus, from);
      hart = made;
      lines.connect(made);
      return true;
    } catch (RuntimeException | LinkageError e) {
      problem = "the CPU provider does not take its state: " + e.getMessage();
      LOG.error("{}: the CPU provider does not take its state", name(), e);
      return false;
    }
  }

  private boolean save(Hart old) {
    try {
      state = old.save();
      return true;
    } catch (RuntimeException | Error e) {
      state = null;
      problem = "its state could not be saved: " + e;
      LOG.error("{}: its state could not be saved", name(), e);
      return false;
    }
  }

  private void dropHart() {
    lines.disconnect();
    hart = null;
  }

  private String name() {
    return "hart-" + number;
  }
}
