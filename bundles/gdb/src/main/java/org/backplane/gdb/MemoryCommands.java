package org.backplane.gdb;

import java.util.Arrays;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.Debugger;

/** Requests about memory, at virtual addresses of the hart that the debugger looks at. */
final class MemoryCommands {

  private final Debugger debugger;
  private final Threads threads;

  /**
   * A piece of memory.
   *
   * @param length in bytes; what is too long for a packet is cut
   */
  private record Area(long address, int length) {

    /** Reads {@code ADDRESS,LENGTH}. */
    static Area of(String text) throws Refusal {
      List<String> parts = Fields.cut(text, ',');
      return new Area(
          Fields.number(parts.getFirst()), Fields.atMost(parts.getLast(), Packets.MAX_MEMORY));
    }
  }

  MemoryCommands(Debugger debugger, Threads threads) {
    this.debugger = debugger;
    this.threads = threads;
  }

  List<Command> commands() {
    return List.of(
        new Command("m", this::read),
        new Command("M", this::writeDigits),
        new Command("X", this::writeBytes));
  }

  private List<String> read(String area) throws BackplaneException, Refusal {
    Area wanted = Area.of(area);
    byte[] bytes = new byte[wanted.length()];
    int read = debugger.load(threads.general(), wanted.address(), bytes);
    if (read == 0 && bytes.length > 0) {
      throw new Refusal(Refusal.NO_MEMORY);
    }
    return List.of(Fields.hex(Arrays.copyOf(bytes, read)));
  }

  private List<String> writeDigits(String rest) throws BackplaneException, Refusal {
    List<String> parts = Fields.cut(rest, ':');
    return write(Area.of(parts.getFirst()), Fields.bytes(parts.getLast()));
  }

  private List<String> writeBytes(String rest) throws BackplaneException, Refusal {
    List<String> parts = Fields.cut(rest, ':');
    return write(Area.of(parts.getFirst()), parts.getLast().getBytes(Packets.BYTES));
  }

  /** An empty area is how debuggers ask whether they may write like this. */
  private List<String> write(Area area, byte[] bytes) throws BackplaneException, Refusal {
    if (bytes.length != area.length()) {
      throw Refusal.invalid();
    }
    if (debugger.store(threads.general(), area.address(), bytes) < bytes.length) {
      throw new Refusal(Refusal.NO_MEMORY);
    }
    return Command.DONE;
  }
}
