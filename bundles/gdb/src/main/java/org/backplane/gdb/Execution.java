package org.backplane.gdb;

import java.util.List;
import java.util.OptionalInt;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the machine go on and tells the debugger when and why it has stopped. */
final class Execution {

  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private static final int INTERRUPTED = 2;
  private static final int TRAPPED = 5;
  private static final int ABORTED = 6;

  private final VirtualMachine machine;
  private final Debugger debugger;
  private final MachineNews news;
  private final Threads threads;
  private final Breakpoints breakpoints;

  /** Whether the debugger waits for a stop. */
  private boolean awaited;

  Execution(VirtualMachine machine, MachineNews news, Threads threads, Breakpoints breakpoints) {
    this.machine = machine;
    this.debugger = machine.debugger();
    this.news = news;
    this.threads = threads;
    this.breakpoints = breakpoints;
  }

  List<Command> commands() {
    return List.of(
        new Command("?", _ -> List.of(stop(TRAPPED, ""))),
        new Command("c", address -> go(address)),
        new Command("C", signal -> go(Fields.cut(signal, ';').getLast())),
        new Command("s", address -> step(threads.resumed(), address)),
        new Command("S", signal -> step(threads.resumed(), Fields.cut(signal, ';').getLast())),
        new Command("vCont?", _ -> List.of("vCont;c;C;s;S")),
        new Command("vCont", this::resume),
        new Command("D", _ -> detach()),
        new Command("vKill", _ -> kill(Command.DONE)),
        new Command("k", _ -> kill(Command.SILENCE)));
  }

  /** {@code ACTION[:THREAD];…}: where a hart is to step, only that one moves. */
  private List<String> resume(String actions) throws BackplaneException, Refusal {
    boolean goes = false;
    for (String action : actions.split(";", -1)) {
      List<String> parts = Fields.cut(action, ':');
      String thread = parts.getLast().isEmpty() ? "0" : parts.getLast();
      switch (action.isEmpty() ? ' ' : action.charAt(0)) {
        case 's', 'S' -> {
          return step(threads.hart(thread, threads.resumed()), "");
        }
        case 'c', 'C' -> goes = true;
        default -> throw Refusal.invalid();
      }
    }
    if (!goes) {
      throw Refusal.invalid();
    }
    return go("");
  }

  private List<String> go(String address) throws BackplaneException, Refusal {
    moveTo(threads.resumed(), address);
    news.forgetStops();
    machine.cont();
    awaited = true;
    return look(); // it may have stopped again already, and told so
  }

  private List<String> step(int hart, String address) throws BackplaneException, Refusal {
    moveTo(hart, address);
    debugger.step(hart);
    threads.stoppedAt(hart);
    return List.of(stop(TRAPPED, ""));
  }

  private void moveTo(int hart, String address) throws BackplaneException, Refusal {
    if (!address.isEmpty()) {
      debugger.write(HartChange.pc(debugger.read(hart), Fields.number(address)));
    }
  }

  /** The debugger wants the machine to stop. */
  List<String> interrupt() {
    machine.stop();
    return look();
  }

  /** Tells the debugger of a stop that it waits for, if there is one. */
  List<String> look() {
    if (!awaited) {
      return Command.SILENCE;
    }
    OptionalInt exit = news.exit();
    List<String> answer =
        exit.isPresent()
            ? List.of("W%02x".formatted(exit.getAsInt() & 0xff))
            : switch (machine.state()) {
              case RUNNING, SHUTDOWN -> Command.SILENCE; // its end is told by an event
              case PRELAUNCH, PAUSED -> List.of(stop(INTERRUPTED, ""));
              case DEBUG -> List.of(atBreakpoint());
              case INTERNAL_ERROR -> List.of(stop(ABORTED, ""));
            };
    awaited = answer.isEmpty();
    return answer;
  }

  private String atBreakpoint() {
    try {
      int hart = news.reached().isPresent() ? news.reached().getAsInt() : search();
      threads.stoppedAt(hart);
      return stop(TRAPPED, breakpoints.reason(debugger.read(hart).pc()));
    } catch (BackplaneException e) {
      LOG.debug("where the machine stopped is not known", e);
      return stop(TRAPPED, "");
    }
  }

  private int search() throws BackplaneException {
    for (int hart = 0; hart < machine.harts(); hart++) {
      if (breakpoints.contains(debugger.read(hart).pc())) {
        return hart;
      }
    }
    return threads.resumed();
  }

  private String stop(int signal, String reason) {
    return "T%02xthread:%s;%s".formatted(signal, threads.name(threads.general()), reason);
  }

  /** Somebody looks at it from now on. */
  void attach() {
    machine.stop();
  }

  private List<String> detach() throws BackplaneException {
    awaited = false;
    breakpoints.clear();
    if (machine.state() != RunState.RUNNING) {
      try {
        machine.cont();
      } catch (BackplaneException e) {
        LOG.debug("the machine does not go on without its debugger", e);
      }
    }
    return Command.DONE;
  }

  private List<String> kill(List<String> answer) {
    LOG.info("a debugger ends the machine");
    machine.shutdown(Cause.HOST_SIGNAL, 0);
    return answer;
  }
}
