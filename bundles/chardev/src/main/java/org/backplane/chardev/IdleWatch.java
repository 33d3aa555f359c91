package org.backplane.chardev;

import java.io.IOException;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.Poller.Interest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a peer while there is no front end: reads nothing, since that is the front end's, but
 * sees the peer go.
 */
final class IdleWatch extends Attendant {

  private static final Logger LOG = LoggerFactory.getLogger(IdleWatch.class);

  private final PeerStream stream;
  private final boolean keepsLastWords;

  /**
   * @param stream the bytes of that socket
   * @param keepsLastWords whether a peer that said something keeps its place until it was heard
   */
  IdleWatch(
      String threadName, OpenSocket socket, PeerStream stream, boolean keepsLastWords, Owner owner)
      throws LinuxException {
    super(threadName, socket, owner);
    this.stream = stream;
    this.keepsLastWords = keepsLastWords;
  }

  @Override
  void attend() {
    boolean spoke = false;
    try {
      Poller.Outcome outcome = Poller.Outcome.TIMED_OUT;
      while (!stopped() && outcome != Poller.Outcome.READY) {
        outcome = await(Interest.HANG_UP);
      }
      if (stopped()) {
        return;
      }
      spoke = stream.hasUnread();
    } catch (IOException e) {
      LOG.debug("socket {} is lost", socket().number(), e);
    }
    owner().leaving(socket());
    if (!spoke || !keepsLastWords) {
      release();
    }
  }
}
