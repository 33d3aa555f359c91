package org.backplane.cli;

import java.util.function.IntConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.machine.VirtualMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step of a start: the machine, those who debug it, its first instruction. */
final class MachineStart {

  private static final Logger LOG = LoggerFactory.getLogger(MachineStart.class);

  private final HostServices services;
  private final Console console;
  private final IntConsumer exit;
  private final HostOptions options;

  /**
   * @param exit told the process's status when the machine ends
   */
  MachineStart(HostServices services, Console console, IntConsumer exit, HostOptions options) {
    this.services = services;
    this.console = console;
    this.exit = exit;
    this.options = options;
  }

  /** Something to be done between two steps. */
  @FunctionalInterface
  interface Step {
    void run() throws BackplaneException;
  }

  /**
   * Builds the machine and lets it run, unless it shall wait.
   *
   * @param made gets what has been made, also when a later step fails
   * @param onceBuilt what comes before it runs; what that makes outlives the machine
   */
  void run(RunningHost made, Step onceBuilt) throws BackplaneException {
    VirtualMachine machine = services.machines().build(options.machine());
    var life = new MachineLife(machine, exit, options.life().keptAfterShutdown());
    try {
      onceBuilt.run();
    } finally {
      made.made("machine", life::end);
    }
    if (options.debugger().isPresent()) {
      letDebuggersIn(options.debugger().get(), made);
    }
    if (options.idle()) {
      console.complain("nothing to start, the machine runs idle; give " + wanted());
    }
    if (!options.machine().startPaused()) {
      machine.cont();
    }
    life.started();
    LOG.debug("the host is up");
  }

  /** What would make the machine do something. */
  private String wanted() {
    boolean driven =
        options.machine().options().text("accel").filter(a -> a.startsWith("qtest")).isPresent();
    return driven ? "-qtest, for a test program to drive it" : "-kernel or -bios";
  }

  /** Before the machine runs: with {@code -S}, a debugger sees its first instruction. */
  private void letDebuggersIn(String device, RunningHost made) throws BackplaneException {
    DebugServer server = services.debugServer();
    server.listen(device);
    made.made("debug server", server::end);
  }
}
