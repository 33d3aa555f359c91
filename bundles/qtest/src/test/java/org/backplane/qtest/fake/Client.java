package org.backplane.qtest.fake;

import org.backplane.tck.chardev.ScriptedPeer;

/** A test program under a test's control. */
public record Client(ScriptedPeer peer) {

  /** Sends a line and gives the next one. */
  public String ask(String line) throws InterruptedException {
    peer.send(line + "\n");
    return line();
  }

  /** The next line. */
  public String line() throws InterruptedException {
    return peer.until('\n');
  }
}
