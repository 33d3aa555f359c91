package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.VirtualMachine;

/** A machine that stops where a debugger wants it. */
abstract class DebuggerRig extends LiveMachineRig {

  static final long THERE = RAM + 0x100;

  VirtualMachine stoppedAtBreakpoint() throws Exception {
    VirtualMachine machine = started();
    machine.debugger().breakpoints(Set.of(THERE));
    cpu.hart().jumpsTo(THERE);
    rig.await(new MachineEvent.Stopped());
    return machine;
  }

  static HartState at(HartState was, long pc) {
    return new HartState(
        was.hartId(), 3, pc, was.x(), was.f(), was.csrs(), was.instructionsRetired(), false);
  }

  static void refused(ThrowingCallable what, Class<? extends BackplaneException> how, String why) {
    assertThatThrownBy(what).isInstanceOf(how).hasMessageContaining(why);
  }
}
