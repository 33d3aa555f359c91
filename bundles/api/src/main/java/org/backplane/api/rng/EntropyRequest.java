package org.backplane.api.rng;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.jspecify.annotations.Nullable;

/**
 * A request for entropy. It completes exactly once: with bytes, handed back, failed or cancelled.
 * Any thread may call any method; the first completion wins and the others answer false.
 */
public final class EntropyRequest {

  /** Most bytes that one request may ask for. */
  public static final int MAX_BYTES = 1 << 16;

  /** Hears how the request ended, on the thread that ended it. Must not block. */
  public interface Receiver {

    /** 1 to {@link #sizeBytes} bytes; the buffer is valid only during the call. */
    void filled(ByteBuffer entropy);

    /** Not begun or not finished: the backend's code ends. Ask again when new code is attached. */
    void handedBack();

    /** The source failed; asking again later may help. */
    void failed(BackplaneException reason);
  }

  private final int sizeBytes;
  private final String owner;
  private final long madeNanoTime = System.nanoTime();
  private final AtomicReference<@Nullable Receiver> receiver;

  /**
   * @param sizeBytes 1 to {@link #MAX_BYTES}
   * @param owner who asks: backends serve owners in turn, and the requests of one owner in order
   */
  public EntropyRequest(int sizeBytes, String owner, Receiver receiver) {
    if (sizeBytes < 1 || sizeBytes > MAX_BYTES) {
      throw new IllegalArgumentException("an entropy request of " + sizeBytes + " bytes");
    }
    this.sizeBytes = sizeBytes;
    this.owner = owner;
    this.receiver = new AtomicReference<>(receiver);
  }

  /** A request of nobody in particular. */
  public EntropyRequest(int sizeBytes, Receiver receiver) {
    this(sizeBytes, "", receiver);
  }

  /** Who asks. */
  public String owner() {
    return owner;
  }

  /** How long ago it was made, in nanoseconds. */
  public long ageNanos() {
    return System.nanoTime() - madeNanoTime;
  }

  /** How many bytes are wanted; fewer may be delivered, but at least one. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** Whether nobody waits for it any more. */
  public boolean isDone() {
    return receiver.get() == null;
  }

  /**
   * Delivers all remaining bytes of a buffer.
   *
   * @throws IllegalArgumentException the buffer holds none, or more than were asked for
   */
  public boolean fill(ByteBuffer entropy) {
    if (entropy.remaining() < 1 || entropy.remaining() > sizeBytes) {
      throw new IllegalArgumentException(
          "%d bytes for a request of %d".formatted(entropy.remaining(), sizeBytes));
    }
    Receiver waiting = receiver.getAndSet(null);
    if (waiting == null) {
      return false;
    }
    waiting.filled(entropy.asReadOnlyBuffer());
    return true;
  }

  /** Gives the request back unfinished. */
  public boolean handBack() {
    Receiver waiting = receiver.getAndSet(null);
    if (waiting == null) {
      return false;
    }
    waiting.handedBack();
    return true;
  }

  /** Ends the request with an error. */
  public boolean fail(BackplaneException reason) {
    Receiver waiting = receiver.getAndSet(null);
    if (waiting == null) {
      return false;
    }
    waiting.failed(reason);
    return true;
  }

  /** Nobody waits any more; the receiver hears nothing. */
  public boolean cancel() {
    return receiver.getAndSet(null) != null;
  }
}
