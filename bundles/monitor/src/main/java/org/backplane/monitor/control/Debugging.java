package org.backplane.monitor.control;

import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.VirtualMachine;

/** Looks into the machine, and lets others do so. */
public final class Debugging {

  private static final String SUBJECT = "debugging";

  private final RunControl control;
  private final Present<DebugServer> server;

  public Debugging(RunControl control, Present<DebugServer> server) {
    this.control = control;
    this.server = server;
  }

  /** Lets debuggers in on a device; {@code none} lets none in any more. */
  public void serve(String device) throws BackplaneException {
    server
        .find()
        .orElseThrow(
            () ->
                new NotActiveException(
                    "gdbserver",
                    "no bundle lets debuggers in",
                    "put org.backplane.gdb into the deploy folder"))
        .listen(device);
  }

  /** How many harts there are, one at least. */
  public int harts() throws BackplaneException {
    return machine().harts();
  }

  public Debugger debugger() throws BackplaneException {
    return machine().debugger();
  }

  private VirtualMachine machine() throws BackplaneException {
    VirtualMachine machine = control.required(SUBJECT);
    if (machine.harts() == 0) {
      throw new InvalidRequestException(SUBJECT, "this machine has no CPU", "");
    }
    return machine;
  }
}
