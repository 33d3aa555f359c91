package org.backplane.gdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.monitor.HumanMonitor;

/** Requests about the stub itself, and what it reaches besides the machine. */
final class Queries {

  private static final String OBJECT = "features:read:target.xml:";

  private final RegisterFile registers;
  private final Supplier<Optional<HumanMonitor>> monitor;
  private boolean acknowledging = true;

  /**
   * @param monitor runs the lines of a debugger's {@code monitor} command
   */
  Queries(RegisterFile registers, Supplier<Optional<HumanMonitor>> monitor) {
    this.registers = registers;
    this.monitor = monitor;
  }

  List<Command> commands() {
    return List.of(
        new Command("qSupported", _ -> List.of(offer())),
        new Command("QStartNoAckMode", _ -> stopAcknowledging()),
        new Command("qXfer", this::transfer),
        new Command("qAttached", _ -> List.of("1")),
        new Command("qRcmd", this::monitor));
  }

  /** Whether each packet is to be confirmed. */
  boolean acknowledging() {
    return acknowledging;
  }

  private static String offer() {
    return "PacketSize=%x;qXfer:features:read+;vContSupported+;QStartNoAckMode+;swbreak+;hwbreak+"
        .formatted(Packets.MAX_BODY);
  }

  private List<String> stopAcknowledging() {
    acknowledging = false;
    return Command.DONE;
  }

  private List<String> transfer(String rest) throws Refusal {
    if (!rest.startsWith(OBJECT)) {
      return List.of("");
    }
    List<String> range = Fields.cut(rest.substring(OBJECT.length()), ',');
    String text = registers.description();
    int from = Fields.atMost(range.getFirst(), text.length());
    int length = Fields.atMost(range.getLast(), Packets.MAX_MEMORY);
    int to = Math.min(text.length(), from + length);
    return List.of((to < text.length() ? "m" : "l") + text.substring(from, to));
  }

  private List<String> monitor(String digits) throws Refusal {
    Optional<HumanMonitor> present = monitor.get();
    if (present.isEmpty()) {
      return List.of("");
    }
    String line = new String(Fields.bytes(digits), Packets.BYTES);
    byte[] printed = present.get().execute(line).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var answers = new ArrayList<String>();
    String all = Fields.hex(printed);
    int step = Packets.MAX_MEMORY;
    for (int at = 0; at < all.length(); at += step) {
      answers.add("O" + all.substring(at, Math.min(all.length(), at + step)));
    }
    answers.addAll(Command.DONE);
    return answers;
  }
}
