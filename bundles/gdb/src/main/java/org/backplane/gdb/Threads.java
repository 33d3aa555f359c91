package org.backplane.gdb;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The harts as threads, whose numbers begin with 1, and which of them requests are about. */
final class Threads {

  private static final String ANY = "0";
  private static final String ALL = "-1";

  private final int harts;
  private int general;
  private int resumed;

  Threads(int harts) {
    this.harts = harts;
  }

  List<Command> commands() {
    return List.of(
        new Command("H", this::choose),
        new Command("T", this::isAlive),
        new Command("qC", _ -> List.of("QC" + name(general))),
        new Command("qfThreadInfo", _ -> List.of("m" + names())),
        new Command("qsThreadInfo", _ -> List.of("l")),
        new Command("qThreadExtraInfo", this::describe));
  }

  /** The hart whose registers and memory requests are about. */
  int general() {
    return general;
  }

  /** The hart that a step without a thread is about. */
  int resumed() {
    return resumed;
  }

  /** The debugger looks at a hart because of a stop. */
  void stoppedAt(int hart) {
    general = hart;
    resumed = hart;
  }

  String name(int hart) {
    return "%02x".formatted(hart + 1);
  }

  /** The hart that a thread's name means. */
  int hart(String thread, int present) throws Refusal {
    if (thread.equals(ANY) || thread.equals(ALL)) {
      return present;
    }
    long number = Fields.number(thread);
    if (number < 1 || number > harts) {
      throw Refusal.invalid();
    }
    return (int) number - 1;
  }

  private String names() {
    return IntStream.range(0, harts).mapToObj(this::name).collect(Collectors.joining(","));
  }

  private List<String> choose(String rest) throws Refusal {
    String thread = rest.isEmpty() ? "" : rest.substring(1);
    switch (rest.isEmpty() ? ' ' : rest.charAt(0)) {
      case 'g' -> general = hart(thread, general);
      case 'c' -> resumed = hart(thread, resumed);
      default -> throw Refusal.invalid();
    }
    return Command.DONE;
  }

  private List<String> isAlive(String thread) throws Refusal {
    hart(thread, general);
    return Command.DONE;
  }

  private List<String> describe(String thread) throws Refusal {
    String text = "hart " + hart(thread, general);
    return List.of(Fields.hex(text.getBytes(Packets.BYTES)));
  }
}
