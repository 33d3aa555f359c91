package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Tells what is typed for whoever listens from what is typed for the mux itself: a key that follows
 * Ctrl-A. It may come apart in any way.
 */
final class MuxKeys {

  /** Ctrl-A; typed twice it is sent once. */
  static final byte ESCAPE = 1;

  /** What a key means after Ctrl-A; others mean nothing. */
  enum Command {
    HELP,
    QUIT,
    SWITCH,
    BREAK;

    private static Optional<Command> of(byte key) {
      return switch (key) {
        case 'h', '?' -> Optional.of(HELP);
        case 'x' -> Optional.of(QUIT);
        case 'c' -> Optional.of(SWITCH);
        case 'b' -> Optional.of(BREAK);
        default -> Optional.empty();
      };
    }
  }

  /** Hears both in the order in which they were typed. */
  interface Listener {
    /** The buffer is valid only during the call. */
    void typed(ByteBuffer piece);

    void pressed(Command command);
  }

  private boolean escaped;

  /** Takes all remaining bytes apart. One thread at a time. */
  void take(ByteBuffer data, Listener listener) {
    int start = data.position();
    while (data.hasRemaining()) {
      int at = data.position();
      byte key = data.get();
      if (escaped) {
        escaped = false;
        start = key == ESCAPE ? at : at + 1;
        Command.of(key).ifPresent(listener::pressed);
      } else if (key == ESCAPE) {
        pass(data, start, at, listener);
        escaped = true;
        start = at + 1;
      }
    }
    pass(data, start, data.position(), listener);
  }

  private static void pass(ByteBuffer data, int start, int end, Listener listener) {
    if (start < end) {
      listener.typed(data.slice(start, end - start));
    }
  }
}
