package org.backplane.vm.runtime.htif;

/**
 * What a test program writes to {@code tohost}: bits 63 to 56 device, 55 to 48 command, 47 to 0
 * payload.
 *
 * @param word as written, not 0
 */
record Command(long word) {

  /** What the program wants. */
  enum Kind {
    /** Command 1 of device 1 prints the lowest byte. */
    PRINT,
    /** An odd word ends the program; its other bits are the status. */
    EXIT,
    /** The payload is the address of a block of parameters. */
    SYSTEM_CALL,
    /** Nothing that there is. */
    OTHER
  }

  private static final int CONSOLE = 1;
  private static final int PRINT = 1;

  Kind kind() {
    int device = (int) (word >>> 56);
    int command = (int) (word >>> 48) & 0xff;
    if (device == CONSOLE && command <= PRINT) {
      return command == PRINT ? Kind.PRINT : Kind.OTHER;
    }
    if ((word & 1) != 0) {
      return Kind.EXIT;
    }
    return device == 0 && command == 0 ? Kind.SYSTEM_CALL : Kind.OTHER;
  }

  byte character() {
    return (byte) word;
  }

  /** 0 for success, otherwise the number of the failed test; unsigned. */
  long status() {
    return word >>> 1;
  }

  long payload() {
    return word & 0xffff_ffff_ffffL;
  }
}
