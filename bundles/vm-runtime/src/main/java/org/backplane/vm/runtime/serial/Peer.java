package org.backplane.vm.runtime.serial;

/** Whether anybody takes the bytes of a serial line. */
enum Peer {
  /** Nobody listens: bytes are dropped. */
  ABSENT,
  CONNECTED,
  /** The device's code is being exchanged: bytes are kept. */
  AWAY,
  /** The device's code is there, and its peer may be about to come: bytes are kept for a while. */
  ARRIVED,
  CLOSED
}
