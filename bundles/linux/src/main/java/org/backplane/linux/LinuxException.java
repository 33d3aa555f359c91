package org.backplane.linux;

import java.io.IOException;

/**
 * A system call that the kernel refused. The message reads {@code mmap of 1073741824 bytes: ENOMEM
 * (out of memory)}: the call, what it was asked, and the reason by name.
 */
public final class LinuxException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /**
   * @param call name of the system call, such as {@code mmap}
   * @param detail what it was asked, such as {@code of 4096 bytes}; empty when there is nothing to
   *     add
   * @param errno the kernel's error number, positive
   */
  LinuxException(String call, String detail, int errno) {
    super(message(call, detail, errno));
    this.call = call;
    this.errno = errno;
  }

  LinuxException(String call, String detail, Errno errno) {
    this(call, detail, errno.number());
  }

  /** Name of the system call. */
  public String call() {
    return call;
  }

  /**
   * The kernel's error number. Compare by {@link #errnoName()}: names do not depend on the
   * processor.
   */
  public int errno() {
    return errno;
  }

  /**
   * The error's name, such as {@code ENOMEM}; {@code E<number>} when this bundle has no name for
   * it.
   */
  public String errnoName() {
    return name(errno);
  }

  private static String name(int errno) {
    return Errno.of(errno).map(Errno::name).orElse("E" + errno);
  }

  private static String message(String call, String detail, int errno) {
    String meaning = Errno.of(errno).map(Errno::meaning).orElse("error number " + errno);
    return call
        + (detail.isEmpty() ? "" : " " + detail)
        + ": "
        + name(errno)
        + " ("
        + meaning
        + ")";
  }
}
