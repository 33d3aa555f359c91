package org.backplane.monitor.session;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What one side of a session says: the protocol, without connections and threads. */
public interface Dialogue {

  /** Makes the dialogue of a new session. */
  @FunctionalInterface
  interface Opening {
    Dialogue open(Output output);
  }

  /** Says what is said first. Called once, before anything else. */
  void begin();

  /**
   * Takes bytes from the peer, on its device's thread; one call at a time.
   *
   * @param requests takes what is to be done about them, to be run in order on the session's own
   *     thread; blocks while too much is pending
   */
  void read(ByteBuffer data, Consumer<Runnable> requests);

  /** Something happened. Must not block. */
  void happened(Event event);
}
