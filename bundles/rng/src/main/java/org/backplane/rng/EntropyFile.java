package org.backplane.rng;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;

/** What a {@link DeviceEntropy} reads, and how it waits. Closing ends a wait; the rest throws. */
interface EntropyFile extends AutoCloseable {

  /** Reads what is there: -1 at the end, 0 when there is nothing for now. */
  int read(ByteBuffer target) throws LinuxException;

  /**
   * Waits until there may be something to read.
   *
   * @return whether there may; else the wait was ended
   */
  boolean awaitReadable() throws LinuxException;

  /** Waits for so long. */
  void pause(Duration time) throws LinuxException;

  /** Ends the wait under way; every later one throws {@link IllegalStateException}. */
  @Override
  void close();

  /**
   * An open file.
   *
   * @param descriptor does not block; stays open
   * @param poller is closed with this
   */
  record Open(FileDescriptor descriptor, Poller poller) implements EntropyFile {

    private static final Duration FOREVER = Duration.ofDays(365);

    @Override
    public int read(ByteBuffer target) throws LinuxException {
      return descriptor.read(target);
    }

    @Override
    public boolean awaitReadable() throws LinuxException {
      return poller.awaitReadable(descriptor, FOREVER) == Poller.Outcome.READY;
    }

    @Override
    public void pause(Duration time) throws LinuxException {
      poller.pause(time);
    }

    @Override
    public void close() {
      poller.close();
    }

    @Override
    public String toString() {
      return descriptor.toString();
    }
  }
}
