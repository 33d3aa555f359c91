package org.backplane.qtest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.backplane.faces.Dialogue;
import org.backplane.faces.PeerLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of one test program, and what answers them. */
final class LineDialogue implements Dialogue<byte[]>, Talk {

  private static final Logger LOG = LoggerFactory.getLogger(LineDialogue.class);

  private final IrqNews news;
  private final PeerLine peer;
  private final SessionLog log;
  private final Conversation conversation;
  private final RequestReader reader;
  private boolean inLine;

  LineDialogue(Command.Benches benches, SessionLog log, PeerLine peer, Runnable wake) {
    this.news = new IrqNews(wake);
    this.peer = peer;
    this.log = log;
    this.conversation = new Conversation(benches, news, this, log);
    this.reader = new RequestReader(conversation);
  }

  /** Requests are cut out of the bytes when their turn comes: their data goes to memory at once. */
  @Override
  public void read(ByteBuffer data, Consumer<byte[]> to) {
    if (data.hasRemaining()) {
      var piece = new byte[data.remaining()];
      data.get(piece);
      to.accept(piece);
    }
  }

  @Override
  public void begin() {
    LOG.debug("a test program is there: {}", peer.peer());
    log.opened();
  }

  @Override
  public void serve(byte[] piece) throws IOException, InterruptedException {
    tellNews();
    reader.read(piece);
  }

  @Override
  public void end() {
    conversation.end();
    log.closed();
  }

  @Override
  public void line(String text) throws IOException, InterruptedException {
    tellNews();
    log.sent(text);
    send(text + "\n");
  }

  @Override
  public void part(String text, boolean last) throws IOException, InterruptedException {
    if (!inLine) {
      tellNews();
      log.sent(text + "...");
    }
    inLine = !last;
    send(text);
  }

  private void tellNews() throws IOException, InterruptedException {
    for (String each : news.take()) {
      log.sent(each);
      send(each + "\n");
    }
    if (news.lost()) {
      throw new IOException("it does not read the news of interrupt lines");
    }
  }

  private void send(String text) throws IOException, InterruptedException {
    peer.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
