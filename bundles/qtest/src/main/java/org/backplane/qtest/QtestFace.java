package org.backplane.qtest;

import java.util.Optional;
import org.backplane.faces.Dialogue;
import org.backplane.faces.Face;
import org.backplane.faces.Inbox;
import org.backplane.faces.PeerLine;

/** The protocol, as test programs find it on a device. */
final class QtestFace implements Face<byte[]> {

  /** Most bytes that wait. */
  static final int LIMIT = 256 << 10;

  private static final byte[] NEWS = {};

  private final Command.Benches benches;
  private final SessionLog log;

  QtestFace(Command.Benches benches, SessionLog log) {
    this.benches = benches;
    this.log = log;
  }

  @Override
  public Names names() {
    return new Names("qtest", "qtest", "test program");
  }

  @Override
  public Inbox<byte[]> inbox() {
    return new Inbox<>(LIMIT, piece -> piece.length, NEWS);
  }

  @Override
  public Optional<Dialogue<byte[]>> meet(PeerLine line, Runnable news) {
    return Optional.of(new LineDialogue(benches, log, line, news));
  }
}
