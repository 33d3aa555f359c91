package org.backplane.gdb;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a debugger asks and is answered: the protocol, without connections and threads. */
final class Conversation {

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  /** The answer to what is not known. */
  private static final List<String> UNKNOWN = List.of("");

  private final Breakpoints breakpoints;
  private final Execution execution;
  private final Queries queries;
  private final List<Command> commands;
  private boolean warned;

  Conversation(VirtualMachine machine, MachineNews news, Supplier<Optional<HumanMonitor>> monitor) {
    Debugger debugger = machine.debugger();
    var registers = new RegisterFile();
    var threads = new Threads(machine.harts());
    breakpoints = new Breakpoints(debugger);
    execution = new Execution(machine, news, threads, breakpoints);
    queries = new Queries(registers, monitor);
    commands =
        Stream.of(
                execution.commands(),
                queries.commands(),
                threads.commands(),
                new RegisterCommands(debugger, threads, registers).commands(),
                new MemoryCommands(debugger, threads).commands(),
                breakpoints.commands())
            .flatMap(List::stream)
            .toList();
  }

  /** The debugger is there. */
  void begin() {
    execution.attach();
  }

  /** Whether packets are to be confirmed. */
  boolean acknowledging() {
    return queries.acknowledging();
  }

  /** Answers a packet. */
  List<String> answer(String packet) {
    Optional<Command> known = commands.stream().filter(c -> c.matches(packet)).findFirst();
    if (known.isEmpty()) {
      return UNKNOWN;
    }
    Command command = known.get();
    try {
      return command.body().run(command.rest(packet));
    } catch (Refusal e) {
      return List.of(e.answer());
    } catch (BackplaneException e) {
      LOG.debug("'{}' is refused: {}", command.name(), e.getMessage());
    } catch (RuntimeException e) {
      warn(command, e);
    }
    return List.of(Refusal.invalid().answer());
  }

  private void warn(Command command, RuntimeException e) {
    if (!warned) {
      warned = true;
      LOG.error("'{}' failed unexpectedly; told once per debugger", command.name(), e);
    }
  }

  /** The debugger wants the machine to stop. */
  List<String> interrupt() {
    return execution.interrupt();
  }

  /** Something happened to the machine. */
  List<String> news() {
    return execution.look();
  }

  /** The debugger is gone: none of its breakpoints stays. */
  void end() {
    try {
      breakpoints.clear();
    } catch (BackplaneException e) {
      LOG.debug("breakpoints stay: {}", e.getMessage());
    }
  }
}
