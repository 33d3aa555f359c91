package org.backplane.api.machine;

/** What happens to a machine. */
public sealed interface MachineEvent {

  /** It began to run. */
  record Resumed() implements MachineEvent {}

  /** It stopped running. */
  record Stopped() implements MachineEvent {}

  /**
   * A hart came to a breakpoint; {@link Stopped} follows.
   *
   * @param hart its number
   * @param address of its next instruction, virtual
   */
  record BreakpointReached(int hart, long address) implements MachineEvent {}

  /** It was reset. */
  record Reset(Cause cause) implements MachineEvent {}

  /** The guest was asked to power off. */
  record PowerdownRequested() implements MachineEvent {}

  /**
   * A device was taken out.
   *
   * @param id the device's id; empty when it has none
   * @param path where it stood in the object tree
   */
  record DeviceDeleted(String id, String path) implements MachineEvent {}

  /**
   * It ends; the host process is to end after it.
   *
   * @param exitStatus what the process shall answer, 0 to 255
   */
  record Shutdown(Cause cause, int exitStatus) implements MachineEvent {}
}
