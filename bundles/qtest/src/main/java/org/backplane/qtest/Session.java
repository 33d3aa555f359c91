package org.backplane.qtest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.backplane.api.chardev.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One test program, from its coming to its going, on a virtual thread of its own. */
final class Session implements Talk {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final long id;
  private final Inbox inbox = new Inbox();
  private final IrqNews news = new IrqNews(inbox::news);
  private final PeerLine line;
  private final SessionLog log;
  private final Conversation conversation;
  private final RequestReader reader;
  private final Thread worker;
  private boolean inLine;

  Session(Connection connection, Command.Benches benches, SessionLog log, Duration deadline) {
    this.id = connection.id();
    this.line = new PeerLine(connection, deadline);
    this.log = log;
    this.conversation = new Conversation(benches, news, this, log);
    this.reader = new RequestReader(conversation);
    this.worker = Thread.ofVirtual().name("qtest " + connection.peer()).unstarted(this::run);
  }

  /** The number of its connections. */
  long id() {
    return id;
  }

  PeerLine peer() {
    return line;
  }

  void start() {
    worker.start();
  }

  boolean isAlive() {
    return worker.isAlive();
  }

  /** Takes bytes, on the device's thread; blocks while too much waits to be done. */
  void received(ByteBuffer data) {
    var piece = new byte[data.remaining()];
    data.get(piece);
    try {
      inbox.put(piece);
    } catch (InterruptedException _) {
      // The device's code is ending and wants its thread back.
      inbox.end();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends it, after what was asked already; what takes longer is interrupted.
   *
   * @return whether it has ended
   */
  boolean end(Duration patience) {
    inbox.end();
    try {
      if (!worker.join(patience)) {
        worker.interrupt();
        line.close();
        return worker.join(patience);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    log.opened();
    try {
      for (Optional<byte[]> next = inbox.take(); next.isPresent(); next = inbox.take()) {
        tellNews();
        reader.read(next.get());
      }
    } catch (IOException e) {
      LOG.debug("the test program is lost: {}", e.getMessage());
    } catch (InterruptedException _) {
      // Nobody waits for it any longer.
    } catch (RuntimeException | Error e) { // memory may have run out
      LOG.error("a test program's session failed", e);
    } finally {
      inbox.end();
      conversation.end();
      line.close();
      log.closed();
    }
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
    line.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
