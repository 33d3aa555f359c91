package org.backplane.vm.runtime.board;

/** The UART's receive FIFO; not thread-safe. */
final class ReceiveFifo {

  static final int DEPTH = 16;

  private final byte[] octets = new byte[DEPTH];
  private int head;
  private int count;

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /** Adds a byte, unless as many as {@code depth} are there. */
  boolean put(int octet, int depth) {
    if (count >= depth) {
      return false;
    }
    octets[(head + count) % DEPTH] = (byte) octet;
    count++;
    return true;
  }

  /** The oldest byte; 0 when there is none. */
  int take() {
    if (count == 0) {
      return 0;
    }
    int octet = octets[head] & 0xff;
    head = (head + 1) % DEPTH;
    count--;
    return octet;
  }
}
