package org.backplane.gdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.backplane.api.chardev.Connection;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One debugger, from its coming to its going, on a virtual thread of its own. */
final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final long id;
  private final VirtualMachine machine;
  private final Inbox inbox = new Inbox();
  private final MachineNews news = new MachineNews(inbox::news);
  private final ReentrantLock reading = new ReentrantLock();
  private final PacketReader reader = new PacketReader();
  private final PeerLine line;
  private final Conversation conversation;
  private final Thread worker;
  private byte[] last = {};

  Session(
      Connection connection,
      VirtualMachine machine,
      Supplier<Optional<HumanMonitor>> monitor,
      Duration deadline) {
    this.id = connection.id();
    this.machine = machine;
    this.line = new PeerLine(connection, deadline);
    this.conversation = new Conversation(machine, news, monitor);
    this.worker = Thread.ofVirtual().name("gdb " + connection.peer()).unstarted(this::run);
  }

  /** The number of its connections. */
  long id() {
    return id;
  }

  PeerLine line() {
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
    reading.lock();
    try {
      reader.read(data, this::put);
    } finally {
      reading.unlock();
    }
  }

  private void put(Input input) {
    try {
      inbox.put(input);
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
    if (Thread.currentThread().equals(worker)) {
      return true; // the debugger's own doing: it ends when this is done
    }
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
    try (var _ = machine.listen(news)) {
      conversation.begin();
      for (Optional<Input> next = inbox.take(); next.isPresent(); next = inbox.take()) {
        serve(next.get());
      }
    } catch (IOException e) {
      LOG.debug("the debugger is lost: {}", e.getMessage());
    } catch (InterruptedException _) {
      // Nobody waits for it any longer.
    } catch (RuntimeException | Error e) { // memory may have run out
      LOG.error("a debugger's session failed", e);
    } finally {
      inbox.end();
      conversation.end();
      line.close();
    }
  }

  private void serve(Input input) throws IOException, InterruptedException {
    switch (input) {
      case Input.Packet(String body) -> {
        if (conversation.acknowledging()) {
          line.write(Packets.ACKNOWLEDGED);
        }
        send(conversation.answer(body));
      }
      case Input.Damaged() -> {
        if (conversation.acknowledging()) {
          line.write(Packets.REFUSED);
        }
      }
      case Input.Again() -> {
        if (conversation.acknowledging()) {
          line.write(last);
        }
      }
      case Input.Interrupt() -> send(conversation.interrupt());
      case Input.News() -> send(conversation.news());
    }
  }

  private void send(List<String> answers) throws IOException, InterruptedException {
    for (String answer : answers) {
      last = Packets.encode(answer);
      line.write(last);
    }
  }
}
