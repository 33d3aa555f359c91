package org.backplane.vm.runtime.virtio;

/**
 * The driver broke the rules of its queues; the device needs a reset. It has no stack trace: a
 * guest can cause it at will.
 */
public final class QueueError extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason which rule, where, such as {@code queue 0: head 9 of 8 descriptors}
   */
  public QueueError(String reason) {
    super(reason, null, false, false);
  }

  /** Which rule was broken, and where. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
