package org.backplane.api.object;

/** Where a definition is in its life. */
public enum Phase {
  /** What it needs is not here yet: a bundle that offers its type, or an object that it names. */
  WAITING,
  /** Live. */
  REALIZED,
  /** Its bundle is gone; its resources are kept, and its lease holders park their requests. */
  DETACHED,
  /** Its factory refused or broke; the reason stands beside. */
  FAILED,
  /** Gone. */
  DELETED;

  /** Whether this phase may be followed by another. */
  public boolean mayBecome(Phase next) {
    return switch (this) {
      case WAITING -> next == REALIZED || next == FAILED || next == DELETED;
      case FAILED -> next == WAITING || next == REALIZED || next == FAILED || next == DELETED;
      case REALIZED -> next == DETACHED || next == DELETED;
      case DETACHED -> next == REALIZED || next == FAILED || next == DELETED;
      case DELETED -> false;
    };
  }
}
