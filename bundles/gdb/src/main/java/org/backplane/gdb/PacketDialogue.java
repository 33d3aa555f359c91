package org.backplane.gdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.faces.Dialogue;
import org.backplane.faces.PeerLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packets of one debugger, and what answers them. */
final class PacketDialogue implements Dialogue<Input> {

  private static final Logger LOG = LoggerFactory.getLogger(PacketDialogue.class);

  private final VirtualMachine machine;
  private final MachineNews news;
  private final PeerLine line;
  private final Conversation conversation;
  private final PacketReader reader = new PacketReader();
  private Registration listening = () -> {};
  private byte[] last = {};

  PacketDialogue(
      VirtualMachine machine,
      Supplier<Optional<HumanMonitor>> monitor,
      PeerLine line,
      Runnable wake) {
    this.machine = machine;
    this.news = new MachineNews(wake);
    this.line = line;
    this.conversation = new Conversation(machine, news, monitor);
  }

  @Override
  public void read(ByteBuffer data, Consumer<Input> to) {
    reader.read(data, to);
  }

  @Override
  public void begin() {
    LOG.info("a debugger is there: {}", line.peer());
    listening = machine.listen(news);
    conversation.begin();
  }

  @Override
  public void serve(Input input) throws IOException, InterruptedException {
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

  @Override
  public void end() {
    listening.close();
    conversation.end();
  }
}
