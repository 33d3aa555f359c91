package org.backplane.monitor.editor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.monitor.editor.Key.Action;

/**
 * Makes keys of the bytes that a terminal sends: UTF-8, control characters and the escape sequences
 * of common terminals. What it does not know does nothing; it keeps no more than a few bytes, and
 * an unfinished sequence never hides the end of a line.
 */
final class KeyDecoder {

  private static final int ESCAPE = 0x1b;
  private static final int DELETE = 0x7f;
  private static final int INTERRUPT = 0x03;

  /** More parameters than any key has; what is beyond is dropped. */
  private static final int MAX_PARAMETERS = 16;

  private static final Map<Integer, Action> CONTROLS =
      Map.ofEntries(
          Map.entry(0x01, Action.HOME),
          Map.entry(0x02, Action.LEFT),
          Map.entry(INTERRUPT, Action.CANCEL),
          Map.entry(0x04, Action.DELETE),
          Map.entry(0x05, Action.END),
          Map.entry(0x06, Action.RIGHT),
          Map.entry(0x07, Action.CANCEL),
          Map.entry(0x08, Action.RUB_OUT),
          Map.entry(0x09, Action.COMPLETE),
          Map.entry(0x0b, Action.KILL_TO_END),
          Map.entry(0x0c, Action.CLEAR_SCREEN),
          Map.entry(0x0e, Action.NEWER),
          Map.entry(0x10, Action.OLDER),
          Map.entry(0x12, Action.SEARCH),
          Map.entry(0x15, Action.KILL_TO_START),
          Map.entry(0x17, Action.KILL_WORD_BEFORE),
          Map.entry(0x19, Action.YANK),
          Map.entry(DELETE, Action.RUB_OUT));

  /** The keys that end their sequence with a letter of their own. */
  private static final Map<Character, Action> LETTERS =
      Map.of(
          'A', Action.OLDER,
          'B', Action.NEWER,
          'C', Action.RIGHT,
          'D', Action.LEFT,
          'H', Action.HOME,
          'F', Action.END,
          'M', Action.ENTER,
          'c', Action.WORD_RIGHT,
          'd', Action.WORD_LEFT);

  /** The keys that are numbered. */
  private static final Map<String, Action> NUMBERS =
      Map.of(
          "1", Action.HOME,
          "7", Action.HOME,
          "4", Action.END,
          "8", Action.END,
          "3", Action.DELETE);

  /** Keys that are pressed together with Alt, or after Escape. */
  private static final Map<Integer, Action> WITH_ALT =
      Map.of(
          (int) 'b',
          Action.WORD_LEFT,
          (int) 'f',
          Action.WORD_RIGHT,
          (int) 'd',
          Action.KILL_WORD_AFTER,
          0x08,
          Action.KILL_WORD_BEFORE,
          DELETE,
          Action.KILL_WORD_BEFORE);

  private enum State {
    GROUND,
    ESCAPED,
    /** After {@code ESC [}. */
    SEQUENCE,
    /** After {@code ESC O}, or {@code ESC [ [} of the Linux console: one byte ends it. */
    SINGLE,
    /** A text for the other side, such as a terminal's answer; it ends with BEL or ESC \. */
    TEXT
  }

  private final Utf8Decoder utf8 = new Utf8Decoder();
  private final StringBuilder parameters = new StringBuilder();
  private State state = State.GROUND;
  private boolean afterReturn;

  /**
   * Takes a byte.
   *
   * @param keys takes the key that it completes; a broken character shows first
   */
  void take(int b, Consumer<Key> keys) {
    boolean secondOfPair = afterReturn && b == '\n';
    afterReturn = b == '\r';
    if (secondOfPair) {
      return;
    }
    if (b == '\r' || b == '\n' || b == INTERRUPT) { // always means itself
      state = State.GROUND;
      utf8.end(codePoint -> keys.accept(new Key.Typed(codePoint)));
      keys.accept(b == INTERRUPT ? Action.CANCEL : Action.ENTER);
      return;
    }
    switch (state) {
      case GROUND -> ground(b, keys);
      case ESCAPED -> escaped(b).ifPresent(keys);
      case SEQUENCE -> sequence(b).ifPresent(keys);
      case SINGLE -> single(b).ifPresent(keys);
      case TEXT -> state = b == ESCAPE ? State.ESCAPED : b == 0x07 ? State.GROUND : State.TEXT;
    }
  }

  private void ground(int b, Consumer<Key> keys) {
    Consumer<Integer> characters = codePoint -> keys.accept(new Key.Typed(codePoint));
    if (b >= ' ' && b != DELETE) {
      utf8.take(b, characters);
      return;
    }
    utf8.end(characters);
    if (b == ESCAPE) {
      state = State.ESCAPED;
    } else {
      Optional.ofNullable(CONTROLS.get(b)).ifPresent(keys);
    }
  }

  private Optional<Key> escaped(int b) {
    state =
        switch (b) {
          case '[' -> State.SEQUENCE;
          case 'O' -> State.SINGLE;
          case ']', 'P', '_', '^' -> State.TEXT;
          case ESCAPE -> State.ESCAPED;
          default -> State.GROUND;
        };
    parameters.setLength(0);
    return state == State.GROUND ? Optional.ofNullable(WITH_ALT.get(b)) : Optional.empty();
  }

  private Optional<Key> sequence(int b) {
    if (b == '[' && parameters.isEmpty()) {
      state = State.SINGLE;
      parameters.append('['); // function keys of the Linux console: none that means something
      return Optional.empty();
    }
    if (b == ESCAPE) {
      state = State.ESCAPED;
      return Optional.empty();
    }
    if (b < 0x40) {
      if (b >= ' ' && parameters.length() < MAX_PARAMETERS) {
        parameters.append((char) b);
      }
      return Optional.empty();
    }
    state = State.GROUND;
    return key((char) b);
  }

  private Optional<Key> single(int b) {
    state = b == ESCAPE ? State.ESCAPED : State.GROUND;
    return parameters.isEmpty() ? Optional.ofNullable(LETTERS.get((char) b)) : Optional.empty();
  }

  private Optional<Key> key(char last) {
    String[] given = parameters.toString().split(";", -1);
    if (last == '~') {
      return Optional.ofNullable(NUMBERS.get(given[0]));
    }
    boolean plain = given.length < 2;
    return switch (last) {
      case 'C' -> Optional.of(plain ? Action.RIGHT : Action.WORD_RIGHT);
      case 'D' -> Optional.of(plain ? Action.LEFT : Action.WORD_LEFT);
      case 'A', 'B', 'F', 'H' -> Optional.ofNullable(LETTERS.get(last));
      default -> Optional.empty();
    };
  }
}
