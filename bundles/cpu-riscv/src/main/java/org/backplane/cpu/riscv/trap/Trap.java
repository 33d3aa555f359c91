package org.backplane.cpu.riscv.trap;

/**
 * An instruction that did not complete. It has no stack trace, because a guest can cause it at
 * will; nothing of the instruction has taken effect.
 */
public final class Trap extends Exception {

  private static final long serialVersionUID = 1L;

  private final Cause cause;
  private final long value;

  /**
   * @param value what {@code mtval} shall tell: an address or the instruction word
   */
  public Trap(Cause cause, long value) {
    super(null, null, false, false);
    this.cause = cause;
    this.value = value;
  }

  public Cause cause() {
    return cause;
  }

  public long value() {
    return value;
  }

  /** The same exception at another address. */
  public Trap at(long address) {
    return new Trap(cause, address);
  }

  @Override
  public String getMessage() {
    return cause + " 0x" + Long.toHexString(value);
  }
}
