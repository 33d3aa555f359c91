package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.vm.runtime.serial.ScriptedPeer;

/** A character device whose peers come, speak and go as a test says. */
public final class FakeChardev implements Chardev {

  private Optional<FrontEnd> frontEnd = Optional.empty();
  private Optional<ScriptedPeer> peer = Optional.empty();

  /** A peer comes, or is there when the front end comes. */
  ScriptedPeer open(ScriptedPeer next) {
    peer = Optional.of(next);
    frontEnd.ifPresent(user -> user.opened(next));
    return next;
  }

  /** The peer speaks; the caller waits while it is held back. */
  void send(String text) {
    ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    frontEnd.orElseThrow().received(peer.orElseThrow(), data);
  }

  /** The peer goes. */
  void hangUp() {
    ScriptedPeer gone = peer.orElseThrow();
    peer = Optional.empty();
    frontEnd.ifPresent(user -> user.closed(gone));
    gone.leave();
  }

  public boolean attached() {
    return frontEnd.isPresent();
  }

  @Override
  public void attach(FrontEnd user) {
    frontEnd = Optional.of(user);
    peer.ifPresent(user::opened);
  }

  @Override
  public void detach(FrontEnd user) {
    frontEnd = Optional.empty();
  }

  @Override
  public String filename() {
    return "fake";
  }

  @Override
  public void close() {}
}
