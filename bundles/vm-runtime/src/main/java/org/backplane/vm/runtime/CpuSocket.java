package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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
  // A step that takes longer waits for an interrupt.
  private static final Duration STEP_PATIENCE = Duration.ofMillis(250);

  private final int number;
  private final PhysicalBus bus;
  private final HartLines lines;
  private final HartListener listener;
  private final Duration stopDeadline;

  private volatile @Nullable CpuProvider provider;
  private volatile @Nullable Hart hart;
  private volatile @Nullable HartRun run;
  private volatile @Nullable HartState state;
  private volatile String problem = "";
  private final RetiredCount retired = new RetiredCount();
  private Set<Long> breakpoints = Set.of();
  private boolean stuck;
  private boolean stateLost;
  // The state is that of a reset, and no provider has taken it yet.
  private boolean fresh;
  private boolean startRefused;
  // It has been told that the hart stands at a breakpoint, so that the next run passes that.
  private boolean told;
  // The hart may end its next run at once.
  private boolean requestLeft;

  /**
   * @param stopDeadline how long a hart may take to stop before it is given up
   */
  CpuSocket(
      int number, PhysicalBus bus, HartLines lines, HartListener listener, Duration stopDeadline) {
    this.number = number;
    this.bus = bus;
    this.lines = lines;
    this.listener = listener;
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
    clear("");
    state = start;
    fresh = true;
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
    launch(told ? HartRun.Kind.PAST_BREAKPOINT : HartRun.Kind.FREE);
  }

  /**
   * Executes one instruction, if it is {@link #ready}. One that waits for an interrupt is given up
   * after a moment.
   *
   * @return false when the hart broke, or does not stop
   */
  boolean step() {
    launch(HartRun.Kind.STEP);
    HartRun active = run;
    if (active == null) {
      return false;
    }
    active.await(STEP_PATIENCE);
    return stop() && active.failure().isEmpty();
  }

  private void launch(HartRun.Kind kind) {
    Hart made = hart;
    if (made != null && run == null) {
      told = false;
      var next = new HartRun(name(), made, kind, listener);
      run = next; // before its first instruction, which may already be the one that halts it
      next.start();
    }
  }

  /** Sets where the hart and those after it stop. The hart has been stopped. */
  void breakpoints(Set<Long> addresses) {
    breakpoints = Set.copyOf(addresses);
    Hart live = hart;
    if (live != null) {
      live.breakpoints(breakpoints);
    }
  }

  /** Whether a run is the present one: what an earlier one came to means nothing any more. */
  boolean isPresent(HartRun asked) {
    return asked.equals(run);
  }

  /** It has been told that the hart stands at a breakpoint. The hart has been stopped. */
  void breakpointTold() {
    told = true;
  }

  /** The hart's state; empty when there is none, or it was lost. The hart has been stopped. */
  Optional<HartState> state() {
    Hart live = hart;
    if (live != null && (stuck || !save(live))) {
      dropHart();
      return Optional.empty();
    }
    return Optional.ofNullable(state);
  }

  /**
   * Puts the hart into another state. The hart has been stopped.
   *
   * @throws IllegalArgumentException the provider does not take it; nothing is changed
   * @throws IllegalStateException there is no provider
   */
  void state(HartState next) {
    CpuProvider maker = provider;
    if (maker == null || stuck) {
      throw new IllegalStateException(status());
    }
    Hart made = maker.create(bus, next);
    made.breakpoints(breakpoints);
    state = next;
    dropHart();
    told = false;
    adopt(made, next);
  }

  /** The hart, if it is {@link #ready}. */
  Optional<Hart> hart() {
    return ready() ? Optional.ofNullable(hart) : Optional.empty();
  }

  /** Whether the hart did not stop when it was told to: it is lost. */
  boolean stuck() {
    return stuck;
  }

  /** Whether a provider refused the state that the hart begins in: only a reset helps. */
  boolean startRefused() {
    return startRefused;
  }

  /** Whether the hart had a state that could not be saved: only a reset helps. */
  boolean stateLost() {
    return stateLost;
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
    requestLeft |= active.requestLeft();
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
    state = null; // before the hart, or it would be asked for what it was saved at
    dropHart();
    stateLost = false;
    fresh = false;
    startRefused = false;
    told = false;
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

  /** How many instructions were executed, also by those before a reset; any thread. */
  long allRetired() {
    return retired.value();
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
    if (requestLeft && !renew()) {
      listener.failed(new IllegalStateException(problem));
    }
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
      made.breakpoints(breakpoints);
      adopt(made, from);
      return true;
    } catch (RuntimeException | LinkageError e) {
      startRefused |= fresh;
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
      stateLost = true;
      problem = "its state could not be saved: " + e;
      LOG.error("{}: its state could not be saved", name(), e);
      return false;
    }
  }

  private void adopt(Hart made, HartState from) {
    retired.begin(from.instructionsRetired(), made::instructionsRetired);
    hart = made;
    fresh = false;
    lines.connect(made);
  }

  private void dropHart() {
    lines.disconnect();
    retired.end();
    hart = null;
    requestLeft = false;
  }

  private String name() {
    return "hart-" + number;
  }
}
