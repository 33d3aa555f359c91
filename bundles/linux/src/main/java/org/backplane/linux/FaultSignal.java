package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What the process does on SIGBUS: {@code struct sigaction} of the C library on x86-64,
 * sigaction(2).
 *
 * <pre>
 * offset  size  field
 *      0     8  sa_handler or sa_sigaction: 0 default, 1 ignore, else code
 *      8   128  sa_mask
 *    136     4  sa_flags
 *    144     8  sa_restorer, the C library's business
 * </pre>
 */
final class FaultSignal {
  static final long DEFAULT = 0;
  static final long IGNORE = 1;

  private static final int BYTES = 152;
  private static final int MASK = 8;
  private static final int MASK_BYTES = 128;
  private static final int FLAGS = 136;

  private static final int SIGBUS = 7;
  private static final int SA_SIGINFO = 4;

  private final ByteBuffer fields;

  private FaultSignal(byte[] bytes) {
    fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What happens now. */
  static FaultSignal current() throws LinuxException {
    return exchange(new byte[0]);
  }

  long handler() {
    return fields.getLong(0);
  }

  /**
   * Puts code in the place of this handler. What is blocked meanwhile and the flags stay as this
   * handler wanted them, because it may be called still; without one, all other signals are
   * blocked.
   *
   * @return what was there until now: not this one when somebody else was faster
   */
  FaultSignal replaceBy(long code) throws LinuxException {
    byte[] action = fields.array().clone();
    ByteBuffer next = ByteBuffer.wrap(action).order(ByteOrder.LITTLE_ENDIAN);
    if (handler() == DEFAULT || handler() == IGNORE) {
      byte[] all = new byte[MASK_BYTES];
      Arrays.fill(all, (byte) -1);
      next.put(MASK, all);
    }
    next.putLong(0, code);
    next.putInt(FLAGS, next.getInt(FLAGS) | SA_SIGINFO);
    return exchange(action);
  }

  private static FaultSignal exchange(byte[] action) throws LinuxException {
    byte[] previous = new byte[BYTES];
    if (LibC.sigaction(SIGBUS, action, previous) == -1) {
      throw LibC.failure("sigaction", "for SIGBUS");
    }
    return new FaultSignal(previous);
  }
}
