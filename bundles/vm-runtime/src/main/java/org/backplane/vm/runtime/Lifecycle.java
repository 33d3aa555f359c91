package org.backplane.vm.runtime;

import org.backplane.api.machine.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which state a machine is in, and which may follow. */
final class Lifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private volatile RunState state = RunState.PRELAUNCH;

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
  }

  static boolean mayBecome(RunState from, RunState to) {
    return switch (from) {
      case PRELAUNCH ->
          to == RunState.RUNNING || to == RunState.SHUTDOWN || to == RunState.INTERNAL_ERROR;
      case RUNNING ->
          to == RunState.PAUSED || to == RunState.SHUTDOWN || to == RunState.INTERNAL_ERROR;
      case PAUSED ->
          to == RunState.RUNNING
              || to == RunState.PRELAUNCH
              || to == RunState.SHUTDOWN
              || to == RunState.INTERNAL_ERROR;
      case INTERNAL_ERROR -> to == RunState.PRELAUNCH || to == RunState.SHUTDOWN;
      case SHUTDOWN -> false;
    };
  }
}
