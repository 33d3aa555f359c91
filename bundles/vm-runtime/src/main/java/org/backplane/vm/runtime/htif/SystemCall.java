package org.backplane.vm.runtime.htif;

import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * A system call: four u64 in guest memory, little-endian, of which the answer takes the first.
 *
 * @param number which call
 * @param a0 first argument
 * @param a1 second argument
 * @param a2 third argument
 */
record SystemCall(long number, long a0, long a1, long a2) {

  static final long NO_SUCH_CALL = -38;
  static final long BAD_DESCRIPTOR = -9;
  static final long BAD_ADDRESS = -14;

  private static final long WRITE = 64;
  private static final int MOST_BYTES = 64 * 1024;

  static SystemCall read(GuestMemory memory, long at) throws GuestMemoryException {
    return new SystemCall(
        memory.u64(at), memory.u64(at + 8), memory.u64(at + 16), memory.u64(at + 24));
  }

  /**
   * What it prints.
   *
   * @throws Refused it asks for something else, or something wrong
   */
  byte[] output(GuestMemory memory) throws Refused {
    if (number != WRITE) {
      throw new Refused(NO_SUCH_CALL);
    }
    if (a0 != 1 && a0 != 2) {
      throw new Refused(BAD_DESCRIPTOR);
    }
    if (a2 == 0) {
      return new byte[0];
    }
    try {
      // The last byte first: a length that leaves memory is an error, not a short write.
      if (a2 < 0 || a1 + a2 < a1) {
        throw new Refused(BAD_ADDRESS);
      }
      var _ = memory.u8(a1 + a2 - 1);
      byte[] bytes = new byte[(int) Math.min(a2, MOST_BYTES)];
      memory.read(a1, bytes);
      return bytes;
    } catch (GuestMemoryException _) {
      throw new Refused(BAD_ADDRESS);
    }
  }

  /** It is answered with an error. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final long answer;

    Refused(long answer) {
      super("system call refused with " + answer, null, false, false);
      this.answer = answer;
    }

    long answer() {
      return answer;
    }
  }
}
