package org.backplane.qtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes of I/O ports. This architecture has none, so that nothing answers: all ones are
 * read, and what is written is lost.
 */
final class PortCommands {

  private static final long LAST_PORT = 0xffff;
  private static final Map<String, Long> ALL_ONES =
      Map.of("b", 0xffL, "w", 0xffffL, "l", 0xffff_ffffL);

  List<Command> all() {
    var all = new ArrayList<Command>();
    ALL_ONES.forEach(
        (letter, ones) -> {
          all.add(
              Command.answering(
                  "in" + letter,
                  request -> {
                    requirePort(request);
                    return "OK 0x%04x".formatted(ones);
                  }));
          all.add(
              Command.answering(
                  "out" + letter,
                  request -> {
                    requirePort(request);
                    long _ = request.number(2);
                    return "OK";
                  }));
        });
    return all;
  }

  private static void requirePort(Request request) throws Refusal {
    if (Long.compareUnsigned(request.number(1), LAST_PORT) > 0) {
      throw Refusal.because("a port is 0xffff at most");
    }
  }
}
