package org.backplane.faces;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to speak with whoever connects to a character device, such as a debugger's protocol. {@link
 * ServedDevice} shows it on a device.
 *
 * @param <T> what a peer sends, cut into the pieces that are served one by one
 */
@ConsumerType
public interface Face<T> {

  /** What it is called. */
  Names names();

  /** A new inbox, for one session. */
  Inbox<T> inbox();

  /**
   * Meets a peer that has come, on the device's thread. What has to be given back is taken no
   * earlier than in {@link Dialogue#begin}.
   *
   * @param line the way to the peer
   * @param news wakes the session to serve the {@linkplain Inbox news}; any thread, never blocks
   * @return what is spoken with it; empty to turn it away
   */
  Optional<Dialogue<T>> meet(PeerLine line, Runnable news);

  /**
   * What a face is called.
   *
   * @param holder who holds the device, for those who are refused it: {@code gdb server}
   * @param thread the first word in the names of its threads: {@code gdb}
   * @param peer what comes to it, for logs: {@code debugger}
   */
  record Names(String holder, String thread, String peer) {}
}
