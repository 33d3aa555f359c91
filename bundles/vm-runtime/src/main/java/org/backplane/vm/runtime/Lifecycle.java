package org.backplane.vm.runtime;

import java.util.function.BiConsumer;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which state a machine is in, and which may follow. */
final class Lifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final BiConsumer<RunState, RunState> changed;
  private volatile RunState state = RunState.PRELAUNCH;

  /**
   * @param changed hears of each change, with the state before and the one since
   */
  Lifecycle(BiConsumer<RunState, RunState> changed) {
    this.changed = changed;
  }

  RunState state() {
    return state;
  }

  boolean is(RunState asked) {
    return state == asked;
  }

  /**
   * The only way from one state to the next; control thread.
   *
   * @throws IllegalStateException the state cannot follow
   */
  void become(RunState next) {
    RunState was = state;
    if (!mayBecome(was, next)) {
      throw new IllegalStateException("a machine does not go from " + was + " to " + next);
    }
    LOG.debug("machine: {} -> {}", was, next);
    state = next;
    changed.accept(was, next);
  }

  /** Refuses to let a machine go on that cannot from that state. */
  static void requireGoesOn(RunState state) throws InvalidRequestException {
    switch (state) {
      case SHUTDOWN ->
          throw new InvalidRequestException(
              "cont", "the machine has been shut down", "start a new one");
      case INTERNAL_ERROR ->
          throw new InvalidRequestException(
              "cont", "the machine cannot go on after an internal error", "reset it first");
      case PRELAUNCH, PAUSED, DEBUG, RUNNING -> {}
    }
  }

  static boolean mayBecome(RunState from, RunState to) {
    return switch (from) {
      case PRELAUNCH -> to == RunState.RUNNING || to == RunState.DEBUG || ends(to);
      case RUNNING -> to == RunState.PAUSED || to == RunState.DEBUG || ends(to);
      case PAUSED ->
          to == RunState.RUNNING || to == RunState.DEBUG || to == RunState.PRELAUNCH || ends(to);
      case DEBUG -> to == RunState.RUNNING || to == RunState.PRELAUNCH || ends(to);
      case INTERNAL_ERROR -> to == RunState.PRELAUNCH || to == RunState.SHUTDOWN;
      case SHUTDOWN -> false;
    };
  }

  private static boolean ends(RunState state) {
    return state == RunState.SHUTDOWN || state == RunState.INTERNAL_ERROR;
  }
}
