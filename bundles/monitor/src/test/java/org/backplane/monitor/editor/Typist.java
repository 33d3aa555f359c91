package org.backplane.monitor.editor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A person at a terminal, typing into an editor; keys by their names in angle brackets. */
final class Typist {

  static final String PROMPT = "(qemu) ";

  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("<left>", "\u001b[D"),
          Map.entry("<right>", "\u001bOC"),
          Map.entry("<up>", "\u001b[A"),
          Map.entry("<down>", "\u001bOB"),
          Map.entry("<home>", "\u001b[1~"),
          Map.entry("<end>", "\u001b[F"),
          Map.entry("<del>", "\u001b[3~"),
          Map.entry("<bs>", "\u007f"),
          Map.entry("<c-left>", "\u001b[1;5D"),
          Map.entry("<c-right>", "\u001b[1;5C"),
          Map.entry("<esc>", "\u001b"),
          Map.entry("<tab>", "\t"),
          Map.entry("<enter>", "\r"));

  private final FakeTerminal terminal;
  private final LineEditor editor;
  private final List<String> lines = new ArrayList<>();

  Typist(int columns, Completer completer) {
    terminal = new FakeTerminal(columns);
    editor = new LineEditor(PROMPT, completer);
    editor.begin();
    terminal.show(editor.echo());
  }

  Typist(Completer completer) {
    this(Screen.COLUMNS, completer);
  }

  Typist() {
    this(_ -> Completion.NONE);
  }

  /** Types all in one go; {@code <^a>} is Ctrl-A. */
  Typist type(String keys) {
    String text = keys;
    for (var key : KEYS.entrySet()) {
      text = text.replace(key.getKey(), key.getValue());
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
      text = text.replace("<^" + letter + ">", String.valueOf((char) (letter - 'a' + 1)));
    }
    return type(text.getBytes(StandardCharsets.UTF_8));
  }

  Typist type(byte[] bytes) {
    for (byte b : bytes) {
      editor
          .type(b & 0xff)
          .ifPresent(
              line -> {
                terminal.show(editor.echo());
                lines.add(line);
                editor.begin();
              });
    }
    terminal.show(editor.echo());
    return this;
  }

  /** The lines that were completed. */
  List<String> lines() {
    return lines;
  }

  /** The row with the cursor, which is shown as a bar. */
  String row() {
    return terminal.lineWithCursor();
  }

  FakeTerminal terminal() {
    return terminal;
  }
}
