package org.backplane.gdb;

import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.faces.Dialogue;
import org.backplane.faces.Face;
import org.backplane.faces.Inbox;
import org.backplane.faces.PeerLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stub, as debuggers find it on a device. */
final class GdbFace implements Face<Input> {

  /** Most inputs that wait. */
  private static final int LIMIT = 64;

  private static final Logger LOG = LoggerFactory.getLogger(GdbFace.class);

  private final Supplier<Optional<VirtualMachine>> machine;
  private final Supplier<Optional<HumanMonitor>> monitor;

  GdbFace(Supplier<Optional<VirtualMachine>> machine, Supplier<Optional<HumanMonitor>> monitor) {
    this.machine = machine;
    this.monitor = monitor;
  }

  @Override
  public Names names() {
    return new Names(DeviceWord.SUBJECT, "gdb", "debugger");
  }

  @Override
  public Inbox<Input> inbox() {
    return new Inbox<>(LIMIT, _ -> 1, new Input.News());
  }

  @Override
  public Optional<Dialogue<Input>> meet(PeerLine line, Runnable news) {
    Optional<VirtualMachine> present = machine.get().filter(m -> m.harts() > 0);
    if (present.isEmpty()) {
      LOG.debug("the debugger at {} is turned away: there is no CPU", line.peer());
    }
    return present.map(m -> new PacketDialogue(m, monitor, line, news));
  }
}
