package org.backplane.gdb.fake;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry.Registration;

/**
 * A machine whose instructions do nothing but take four bytes; it runs until a test says that it
 * came to an address.
 */
public final class FakeMachine implements Debugger {

  public static final long BASE = 0x8000_0000L;
  public static final int SIZE = 1 << 16;

  public final byte[] memory = new byte[SIZE];
  public final List<String> steps = new CopyOnWriteArrayList<>();
  public volatile RunState state = RunState.RUNNING;
  public volatile Set<Long> breakpoints = Set.of();
  public volatile boolean refusesBreakpoints;
  private final HartState[] harts;
  private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();
  private final VirtualMachine face;

  public FakeMachine(int count) {
    harts = new HartState[count];
    for (int hart = 0; hart < count; hart++) {
      harts[hart] =
          new HartState(
              hart,
              3,
              BASE,
              counted(0),
              counted(100),
              Map.of(0x003, 0x41L, 0x300, 0xa_0000_0022L, 0x303, 0x222L, 0x304, 0xaaaL),
              0,
              false);
    }
    face =
        (VirtualMachine)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {VirtualMachine.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "equals" -> proxy == arguments[0];
                      case "hashCode" -> 1;
                      case "harts" -> harts.length;
                      case "state" -> state;
                      case "debugger" -> this;
                      case "stop" -> stop();
                      case "cont" -> cont();
                      case "shutdown" -> shutdown((int) arguments[1]);
                      case "listen" -> listen((MachineListener) arguments[0]);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
  }

  private static List<Long> counted(long from) {
    var values = new ArrayList<Long>();
    for (long i = 0; i < 32; i++) {
      values.add(from + i);
    }
    return values;
  }

  public VirtualMachine face() {
    return face;
  }

  public int listeners() {
    return listeners.size();
  }

  public HartState hart(int number) {
    return harts[number];
  }

  private Object stop() {
    steps.add("stop");
    if (state == RunState.RUNNING) {
      state = RunState.PAUSED;
      emit(new MachineEvent.Stopped());
    }
    return null;
  }

  private Object cont() throws BackplaneException {
    steps.add("cont");
    if (state == RunState.INTERNAL_ERROR) {
      throw new InvalidRequestException("cont", "it is broken", "");
    }
    state = RunState.RUNNING;
    emit(new MachineEvent.Resumed());
    return null;
  }

  public Object shutdown(int status) {
    steps.add("shutdown " + status);
    state = RunState.SHUTDOWN;
    emit(new MachineEvent.Shutdown(org.backplane.api.machine.Cause.GUEST_SHUTDOWN, status));
    return null;
  }

  private Registration listen(MachineListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A hart comes to an address; the machine stops if a breakpoint is there. */
  public void comesTo(int hart, long address) {
    harts[hart] = at(harts[hart], address);
    if (breakpoints.contains(address)) {
      state = RunState.DEBUG;
      emit(new MachineEvent.BreakpointReached(hart, address));
      emit(new MachineEvent.Stopped());
    }
  }

  private void emit(MachineEvent event) {
    listeners.forEach(listener -> listener.happened(event));
  }

  private static HartState at(HartState hart, long pc) {
    return new HartState(
        hart.hartId(), hart.privilege(), pc, hart.x(), hart.f(), hart.csrs(), 0, false);
  }

  @Override
  public HartState read(int hart) {
    return harts[hart];
  }

  @Override
  public void write(HartState next) throws BackplaneException {
    requireStanding();
    harts[next.hartId()] = next;
  }

  private void requireStanding() throws BackplaneException {
    if (state == RunState.RUNNING) {
      throw new InvalidRequestException("registers", "the machine is running", "stop it first");
    }
  }

  @Override
  public int load(int hart, long address, byte[] into) {
    return loadPhysical(address, into);
  }

  @Override
  public int store(int hart, long address, byte[] from) {
    int length = inside(address, from.length);
    if (length > 0) {
      System.arraycopy(from, 0, memory, (int) (address - BASE), length);
    }
    return length;
  }

  @Override
  public int loadPhysical(long address, byte[] into) {
    int length = inside(address, into.length);
    if (length > 0) {
      System.arraycopy(memory, (int) (address - BASE), into, 0, length);
    }
    return length;
  }

  private static int inside(long address, int length) {
    long left = BASE + SIZE - address;
    return address < BASE || left <= 0 ? 0 : (int) Math.min(left, length);
  }

  @Override
  public void breakpoints(Set<Long> addresses) throws BackplaneException {
    if (refusesBreakpoints) {
      throw new InvalidRequestException("breakpoints", "there are no harts", "");
    }
    breakpoints = Collections.unmodifiableSet(Set.copyOf(addresses));
  }

  @Override
  public void step(int hart) throws BackplaneException {
    requireStanding();
    steps.add("step " + hart);
    harts[hart] = at(harts[hart], harts[hart].pc() + 4);
    state = RunState.DEBUG;
  }
}
