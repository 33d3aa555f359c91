package org.backplane.qtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes of memory and registers. */
final class MemoryCommands {

  private static final Map<String, Integer> WIDTHS = Map.of("b", 1, "w", 2, "l", 4, "q", 8);

  private final Command.Benches benches;

  MemoryCommands(Command.Benches benches) {
    this.benches = benches;
  }

  List<Command> all() {
    var all = new ArrayList<Command>();
    WIDTHS.forEach(
        (letter, width) -> {
          all.add(Command.answering("read" + letter, request -> load(request, width)));
          all.add(Command.answering("write" + letter, request -> store(request, width)));
        });
    all.add(
        new Command(
            "read", (request, talk) -> read(request, 1, "0x", Transfers.Encoding.HEX, talk)));
    all.add(
        new Command(
            "b64read", (request, talk) -> read(request, 0, "", Transfers.Encoding.BASE64, talk)));
    all.add(Command.answering("memset", this::fill));
    // With data they never come here.
    all.add(Command.answering("write", MemoryCommands::withoutData));
    all.add(Command.answering("b64write", MemoryCommands::withoutData));
    return all;
  }

  private String load(Request request, int width) throws Refusal, InterruptedException {
    long address = request.number(1);
    return "OK 0x%016x".formatted(benches.require().load(address, width));
  }

  private String store(Request request, int width) throws Refusal, InterruptedException {
    long address = request.number(1);
    long value = request.number(2);
    benches.require().store(address, width, value);
    return "OK";
  }

  private void read(
      Request request, int least, String prefix, Transfers.Encoding encoding, Talk talk)
      throws Refusal, java.io.IOException, InterruptedException {
    long address = request.number(1);
    long size = Transfers.size(request, 2);
    if (size < least) {
      throw Refusal.because("a size is %d at least".formatted(least));
    }
    Transfers.read(benches.require(), address, size, prefix, encoding, talk);
  }

  private String fill(Request request) throws Refusal, InterruptedException {
    long address = request.number(1);
    long size = Transfers.size(request, 2);
    Transfers.fill(benches.require(), address, size, (byte) request.number(3));
    return "OK";
  }

  private static String withoutData(Request request) throws Refusal {
    throw Refusal.because("%s: there is no data".formatted(request.command()));
  }

  /** The way of a request's data; empty for a command that has none. */
  Optional<RequestReader.Data> incoming(Request head, Talk talk) {
    return switch (head.command()) {
      case "write" -> Optional.of(incoming(head, Incoming.Encoding.HEX, talk));
      case "b64write" -> Optional.of(incoming(head, Incoming.Encoding.BASE64, talk));
      default -> Optional.empty();
    };
  }

  private Incoming incoming(Request head, Incoming.Encoding encoding, Talk talk) {
    try {
      var place = new Incoming.Place(benches.require(), head.number(1), Transfers.size(head, 2));
      return new Incoming(encoding, Optional.of(place), Optional.empty(), talk);
    } catch (Refusal e) {
      return new Incoming(encoding, Optional.empty(), Optional.of(e), talk);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Incoming(
          encoding, Optional.empty(), Optional.of(Refusal.because("interrupted")), talk);
    }
  }
}
