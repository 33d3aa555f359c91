package org.backplane.monitor.session;

import java.nio.ByteBuffer;

/** What one side of a session says: the protocol, without connections and threads. */
public interface Dialogue {

  /** Makes the dialogue of a new session. */
  @FunctionalInterface
  interface Opening {
    Dialogue open(Output output);
  }

  /** Takes what is to be done, to be run in order on the session's own thread. */
  @FunctionalInterface
  interface Requests {
    /**
     * Adds a request; blocks while too much is pending.
     *
     * @param bytes how much text the peer sent for it
     */
    void add(Runnable request, long bytes);
  }

  /** Says what is said first. Called once, before anything else. */
  void begin();

  /**
   * Takes bytes from the peer, on its device's thread; one call at a time.
   *
   * @param requests takes what is to be done about them
   */
  void read(ByteBuffer data, Requests requests);

  /** Something happened. Must not block. */
  void happened(Event event);

  /** Nothing of the session is left. Called once, after everything else. */
  default void ended() {}
}
