package org.backplane.api.cpu;

/** Why a hart has stopped. */
public enum Halt {
  /** {@link Hart#requestStop} was called. */
  REQUESTED,
  /** The next instruction is at a breakpoint. */
  BREAKPOINT
}
