package org.backplane.vm.runtime;

import java.util.Set;
import java.util.function.Consumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.RunState;

/** A look into a machine, each as a step of its control thread. */
final class MachineDebugger implements Debugger {

  private final Requests requests;
  private final Hardware hardware;
  private final Lifecycle lifecycle;
  private final Consumer<Boolean> goOnOnlyIf;

  /**
   * @param goOnOnlyIf hears after each look, on the control thread, whether the hardware is sound
   */
  MachineDebugger(
      Requests requests, Hardware hardware, Lifecycle lifecycle, Consumer<Boolean> goOnOnlyIf) {
    this.requests = requests;
    this.hardware = hardware;
    this.lifecycle = lifecycle;
    this.goOnOnlyIf = goOnOnlyIf;
  }

  @Override
  public HartState read(int hart) throws BackplaneException {
    return call("reading registers", () -> hardware.access(hart).state());
  }

  @Override
  public void write(HartState state) throws BackplaneException {
    String request = "writing registers";
    call(
        request,
        () -> {
          requireStanding(request);
          hardware.access(state.hartId()).state(state);
          return state;
        });
  }

  @Override
  public int load(int hart, long address, byte[] into) throws BackplaneException {
    return call("reading memory", () -> hardware.access(hart).load(address, into));
  }

  @Override
  public int store(int hart, long address, byte[] from) throws BackplaneException {
    return call("writing memory", () -> hardware.access(hart).store(address, from));
  }

  @Override
  public int loadPhysical(long address, byte[] into) throws BackplaneException {
    return call("reading memory", () -> hardware.access(0).loadPhysical(address, into));
  }

  @Override
  public void breakpoints(Set<Long> addresses) throws BackplaneException {
    call(
        "setting breakpoints",
        () -> {
          for (int hart = 0; hart < hardware.harts(); hart++) {
            hardware.access(hart).breakpoints(addresses);
          }
          return addresses;
        });
  }

  @Override
  public void step(int hart) throws BackplaneException {
    String request = "a step";
    call(
        request,
        () -> {
          GuestAccess access = hardware.access(hart);
          requireStanding(request);
          access.step();
          if (!lifecycle.is(RunState.DEBUG)) {
            lifecycle.become(RunState.DEBUG);
          }
          return hart;
        });
  }

  private <T> T call(String request, Requests.Step<T> step) throws BackplaneException {
    return requests.call(
        request,
        () -> {
          try {
            return step.run();
          } finally {
            goOnOnlyIf.accept(hardware.sound());
          }
        });
  }

  private void requireStanding(String request) throws BackplaneException {
    switch (lifecycle.state()) {
      case RUNNING ->
          throw new InvalidRequestException(request, "the machine is running", "stop it first");
      case SHUTDOWN -> throw Requests.ended(request);
      case INTERNAL_ERROR ->
          throw new InvalidRequestException(
              request, "the machine cannot go on after an internal error", "reset it first");
      case PRELAUNCH, PAUSED, DEBUG -> {}
    }
  }
}
