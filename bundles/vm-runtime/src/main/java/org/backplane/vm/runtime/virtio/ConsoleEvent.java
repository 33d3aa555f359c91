package org.backplane.vm.runtime.virtio;

import java.util.Arrays;
import java.util.Optional;

/** What control messages are about (virtio 1.2, section 5.3.6.2). */
enum ConsoleEvent {
  /** From the driver: it is ready for messages, or could not become so. */
  DEVICE_READY(0),
  /** To the driver: there is a port. */
  DEVICE_ADD(1),
  /** To the driver: a port is gone. */
  DEVICE_REMOVE(2),
  /** From the driver: it serves a port, or could not. */
  PORT_READY(3),
  /** To the driver: the port is for a console. */
  CONSOLE_PORT(4),
  /** To the driver: a console's size; never sent. */
  RESIZE(5),
  /** From either: its side of the port is open, or not. */
  PORT_OPEN(6),
  /** To the driver: the port's name follows. */
  PORT_NAME(7);

  private final int code;

  ConsoleEvent(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<ConsoleEvent> of(int code) {
    return Arrays.stream(values()).filter(event -> event.code == code).findFirst();
  }
}
