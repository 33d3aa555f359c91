package org.backplane.vm.runtime.virtio;

/**
 * How a console port is known to the guest.
 *
 * @param number from 0 on
 * @param console whether it is for a terminal, and not for a program
 * @param name what the guest finds it by; empty for none
 */
record PortIdentity(int number, boolean console, String name) {

  private static final int CONTROL_RECEIVE = 2;
  private static final int PAIR = 2;

  /** The queue that takes what comes from the host (virtio 1.2, section 5.3.2). */
  int receiveQueue() {
    return number == 0 ? 0 : CONTROL_RECEIVE + PAIR * number;
  }

  /** The queue of what goes to the host. */
  int transmitQueue() {
    return receiveQueue() + 1;
  }
}
