package org.backplane.gdb.fake;

import org.backplane.tck.chardev.ScriptedPeer;

/** A debugger under a test's control. */
public record Client(ScriptedPeer peer) {

  /** Sends a packet. */
  public void send(String body) {
    peer.send("$" + body + "#" + "%02x".formatted(sum(body)));
  }

  /** Sends a packet and gives the answer, after its acknowledgement. */
  public String ask(String body) throws InterruptedException {
    send(body);
    if (peer.next() != '+') {
      throw new AssertionError("no acknowledgement of " + body);
    }
    return answer();
  }

  /** The next packet. */
  public String answer() throws InterruptedException {
    char begin = peer.next();
    if (begin != '$') {
      throw new AssertionError("no packet but " + begin);
    }
    String body = peer.until('#');
    String sum = "" + peer.next() + peer.next();
    if (Integer.parseInt(sum, 16) != sum(body)) {
      throw new AssertionError("a wrong sum behind " + body);
    }
    return body;
  }

  private static int sum(String body) {
    return body.chars().sum() & 0xff;
  }
}
