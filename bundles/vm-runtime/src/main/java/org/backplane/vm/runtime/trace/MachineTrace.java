package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.truth;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The machine as a whole: few events, which tell the story of a boot. Those that begin with {@code
 * machine}, {@code device} and {@code cpu} are our own.
 */
@Component(service = {TraceGroup.class, MachineTrace.class})
public final class MachineTrace extends TraceArea {

  private static final String REASON = "reason";
  private static final String PATH = "path";
  private static final String TYPE = "type";

  /** The machine goes from one state to another. */
  public final TracePoint runStateSet =
      point("runstate_set", text("current_state"), text("new_state"));

  /** It begins to run, or no longer does. */
  public final TracePoint stateNotify = point("vm_state_notify", truth("running"), text(REASON));

  /** It is to end. */
  public final TracePoint shutdownRequest = point("qemu_system_shutdown_request", text(REASON));

  /** The guest is asked to power off. */
  public final TracePoint powerdownRequest = point("qemu_system_powerdown_request");

  /** A file that it starts from was read. */
  public final TracePoint loadFile = point("load_file", text("name"), text(PATH));

  /** The machine is there. */
  public final TracePoint built =
      point("machine_built", text(TYPE), unsigned("harts"), unsigned("ram_bytes"));

  /** Its first guest instruction comes next, so long after the start of the process. */
  public final TracePoint firstInstruction = point("machine_first_instruction", unsigned("millis"));

  /** It was reset. */
  public final TracePoint reset = point("machine_reset", text(REASON));

  /** Its parts are given back. */
  public final TracePoint closed = point("machine_closed", text(TYPE));

  /** A device is in its place. */
  public final TracePoint deviceRealized = point("device_realized", text(PATH), text(TYPE));

  /** A device was taken out. */
  public final TracePoint deviceRemoved = point("device_removed", text(PATH));

  /** A hart has code that executes it; it goes on with an instruction set. */
  public final TracePoint cpuPlugged = point("cpu_code_came", text(PATH), text("isa"));

  /** The code that executes a hart is gone; its state stays. */
  public final TracePoint cpuUnplugged = point("cpu_code_went", text(PATH));

  @Activate
  public MachineTrace() {}
}
