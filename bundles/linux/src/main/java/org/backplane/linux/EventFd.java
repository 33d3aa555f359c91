package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An event counter of the kernel, eventfd(2): {@link #signal()} makes its descriptor readable,
 * {@link #drain()} makes it unreadable again. Neither ever waits. Safe for use by several threads.
 */
public final class EventFd implements AutoCloseable {
  private final FileDescriptor descriptor;

  /** Makes a counter of 0. */
  public EventFd() throws LinuxException {
    int number = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
    if (number == -1) {
      throw LibC.failure("eventfd", "");
    }
    descriptor = new FileDescriptor(number, "event counter");
  }

  /** Adds 1. A counter that is full stays signalled, which is all that a waiter wants to know. */
  public void signal() throws LinuxException {
    descriptor.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, 1));
  }

  /** Takes everything counted so far, 0 when there was nothing. */
  public long drain() throws LinuxException {
    try (var _ = descriptor.hold()) {
      return drainHeld();
    }
  }

  /** {@link #drain} for a caller that holds the descriptor, also after close. */
  long drainHeld() throws LinuxException {
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    return descriptor.readHeld(count) == Long.BYTES ? count.getLong(0) : 0;
  }

  /**
   * The counter's descriptor, readable while the count is not 0. It is closed with the counter:
   * {@code dup} what you keep.
   */
  public FileDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
