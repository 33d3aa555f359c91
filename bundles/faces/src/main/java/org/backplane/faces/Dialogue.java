package org.backplane.faces;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a face speaks with one peer. All but {@link #read} runs on the session's thread; it is
 * interrupted when nobody waits for it any longer.
 *
 * @param <T> what the peer sends, in pieces
 */
@ConsumerType
public interface Dialogue<T> {

  /**
   * Cuts what came into pieces, on the device's thread, one call at a time.
   *
   * @param data valid during the call
   * @param to takes the pieces; blocks while too many wait
   */
  void read(ByteBuffer data, Consumer<T> to);

  /** Comes before everything that is served. */
  void begin();

  /**
   * Serves a piece, or the news.
   *
   * @throws IOException the peer is lost; the session ends
   */
  void serve(T piece) throws IOException, InterruptedException;

  /** Gives everything back, however far it came; then the peer is hung up on. */
  void end();
}
