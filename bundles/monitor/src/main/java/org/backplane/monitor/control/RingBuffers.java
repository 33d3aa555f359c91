package org.backplane.monitor.control;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.RingBuffer;

/** Reads and writes the character devices that keep what they are given. */
public final class RingBuffers {

  /** Most bytes of one answer; the rest stays for the next one. */
  static final int MOST_BYTES = 4 << 20;

  private static final int CHUNK_BYTES = 1 << 16;

  private final ChardevControl chardevs;

  public RingBuffers(ChardevControl chardevs) {
    this.chardevs = chardevs;
  }

  /** Adds bytes; the oldest ones make room. */
  public void write(String device, byte[] bytes) throws BackplaneException {
    RingBuffer buffer = find(device);
    try {
      buffer.put(ByteBuffer.wrap(bytes));
    } catch (IllegalStateException e) {
      throw gone(device);
    }
  }

  /**
   * Takes the oldest bytes out.
   *
   * @param size most bytes to take, 1 or more
   */
  public byte[] read(String device, long size) throws BackplaneException {
    RingBuffer buffer = find(device);
    if (size <= 0) {
      throw new InvalidRequestException(
          ChardevControl.subject(device),
          "size %d is not possible".formatted(size),
          "give 1 or more");
    }
    var taken = new ByteArrayOutputStream();
    long left = Math.min(size, MOST_BYTES);
    ByteBuffer chunk;
    do {
      chunk = ByteBuffer.allocate((int) Math.min(left, CHUNK_BYTES));
      take(device, buffer, chunk);
      taken.write(chunk.array(), 0, chunk.position());
      left -= chunk.position();
    } while (left > 0 && !chunk.hasRemaining());
    return taken.toByteArray();
  }

  private static void take(String device, RingBuffer buffer, ByteBuffer chunk)
      throws NotActiveException {
    try {
      buffer.take(chunk);
    } catch (IllegalStateException e) {
      throw gone(device);
    }
  }

  /** Since it was found its code has ended, as at its removal or an update. */
  private static NotActiveException gone(String device) {
    return new NotActiveException(
        ChardevControl.subject(device), "it went at this very moment", "try again if it returns");
  }

  private RingBuffer find(String device) throws BackplaneException {
    Chardev found = chardevs.live(device);
    if (found instanceof RingBuffer buffer) {
      return buffer;
    }
    throw new InvalidRequestException(
        ChardevControl.subject(device), "it is no ring buffer", "name one of type ringbuf");
  }
}
