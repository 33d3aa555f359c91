package org.backplane.vm.runtime.trace;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All groups, for whoever builds a machine. */
@Component(service = Traces.class)
public final class Traces {

  private final MachineTrace machine;
  private final BoardTrace board;
  private final SupervisorTrace supervisor;
  private final MemoryTrace memory;
  private final VirtioTrace virtio;
  private final RngTrace rng;
  private final ConsoleTrace console;

  @Activate
  public Traces(
      @Reference MachineTrace machine,
      @Reference BoardTrace board,
      @Reference SupervisorTrace supervisor,
      @Reference MemoryTrace memory,
      @Reference VirtioTrace virtio,
      @Reference RngTrace rng,
      @Reference ConsoleTrace console) {
    this.machine = machine;
    this.board = board;
    this.supervisor = supervisor;
    this.memory = memory;
    this.virtio = virtio;
    this.rng = rng;
    this.console = console;
  }

  /** Groups of their own, which nobody listens to unless they are opened. */
  public static Traces unheard() {
    return new Traces(
        new MachineTrace(),
        new BoardTrace(),
        new SupervisorTrace(),
        new MemoryTrace(),
        new VirtioTrace(),
        new RngTrace(),
        new ConsoleTrace());
  }

  public MachineTrace machine() {
    return machine;
  }

  public BoardTrace board() {
    return board;
  }

  public SupervisorTrace supervisor() {
    return supervisor;
  }

  public MemoryTrace memory() {
    return memory;
  }

  public VirtioTrace virtio() {
    return virtio;
  }

  public RngTrace rng() {
    return rng;
  }

  public ConsoleTrace console() {
    return console;
  }
}
