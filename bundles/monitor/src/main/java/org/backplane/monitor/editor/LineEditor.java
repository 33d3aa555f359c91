package org.backplane.monitor.editor;

import java.util.List;
import java.util.Optional;
import org.backplane.monitor.editor.Completion.Candidate;
import org.backplane.monitor.editor.Key.Action;

/**
 * Makes lines of what a person types at a terminal, and the echo that shows it. Knows nothing of
 * the terminal but that it is there, asks it nothing, and holds on to no thread. One thread at a
 * time may use it.
 */
public final class LineEditor {

  private static final char BELL = '\u0007';
  private static final String LINE_END = "\r\n";
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final String prompt;
  private final Completer completer;
  private final KeyDecoder decoder = new KeyDecoder();
  private final LineBuffer line = new LineBuffer();
  private final History history = new History();
  private final StringBuilder out = new StringBuilder();
  private final Screen screen = new Screen(out);
  private Optional<Search> search = Optional.empty();
  private Optional<String> complete = Optional.empty();
  private boolean prompted;
  private boolean bell;

  /**
   * @param prompt stands in front of each line
   */
  public LineEditor(String prompt, Completer completer) {
    this.prompt = prompt;
    this.completer = completer;
  }

  /** The next line begins: after the first text, and after what a line has printed. */
  public void begin() {
    prompted = true;
  }

  /** Takes a byte; answers the line that it completes. */
  public Optional<String> type(int b) {
    complete = Optional.empty();
    decoder.take(b, this::press);
    return complete;
  }

  /** What the person is to see of what was typed since the last call. */
  public String echo() {
    if (prompted) {
      paint();
    }
    if (bell) {
      bell = false;
      out.append(BELL);
    }
    String text = out.toString();
    out.setLength(0);
    return text;
  }

  /** Whether much waits to be seen: time to take the {@link #echo}. */
  public boolean echoesMuch() {
    return out.length() > LineBuffer.MAX_CHARS;
  }

  private void paint() {
    Optional<String> found = search.flatMap(Search::found);
    screen.show(
        search.map(Search::prompt).orElse(prompt),
        found.orElseGet(line::text),
        found.isPresent() ? search.map(Search::cursor).orElse(0) : line.cursor());
  }

  private void press(Key key) {
    if (search.isPresent() && search.get().press(key)) {
      return;
    }
    boolean searching = search.isPresent();
    endSearch(key == Action.CANCEL);
    switch (key) {
      case Key.Typed(int codePoint) -> ring(line.insert(Character.toString(codePoint)));
      case Action action when !(searching && action == Action.CANCEL) -> act(action);
      case Action _ -> {}
    }
  }

  private void endSearch(boolean forget) {
    if (!forget) {
      Optional<String> found = search.flatMap(Search::found);
      int cursor = search.map(Search::cursor).orElse(0);
      found.ifPresent(
          text -> {
            line.set(text);
            line.moveTo(cursor);
          });
    }
    search = Optional.empty();
  }

  private void act(Action action) {
    switch (action) {
      case ENTER -> enter();
      case LEFT -> ring(line.left());
      case RIGHT -> ring(line.right());
      case WORD_LEFT -> ring(line.wordLeft());
      case WORD_RIGHT -> ring(line.wordRight());
      case HOME -> line.home();
      case END -> line.end();
      case RUB_OUT -> ring(line.rubOut());
      case DELETE -> ring(line.isEmpty() || line.delete()); // at an empty line it means nothing
      case KILL_TO_START -> line.killToStart();
      case KILL_TO_END -> line.killToEnd();
      case KILL_WORD_BEFORE -> line.killWordBefore();
      case KILL_WORD_AFTER -> line.killWordAfter();
      case YANK -> ring(line.yank());
      case OLDER -> recall(history.older(line.text()));
      case NEWER -> recall(history.newer());
      case SEARCH -> search = Optional.of(new Search(history));
      case CANCEL -> line.set("");
      case COMPLETE -> complete();
      case CLEAR_SCREEN -> {
        out.append(CLEAR);
        screen.startRow();
      }
    }
  }

  private void ring(boolean done) {
    bell |= !done;
  }

  private void recall(Optional<String> text) {
    ring(text.isPresent());
    text.ifPresent(line::set);
  }

  private void enter() {
    line.end();
    paint();
    out.append(LINE_END);
    screen.startRow();
    prompted = false;
    String text = line.take();
    history.add(text);
    complete = Optional.of(text);
  }

  private void complete() {
    Completion completion = completer.complete(line.beforeCursor());
    List<Candidate> candidates = completion.candidates();
    if (candidates.isEmpty()) {
      ring(false);
    } else if (candidates.size() == 1) {
      Candidate only = candidates.getFirst();
      ring(line.replace(completion.from(), only.text() + missing(only.next())));
    } else if (completion.common().length() > line.cursor() - completion.from()) {
      ring(line.replace(completion.from(), completion.common()));
    } else {
      list(candidates);
    }
  }

  /** What follows a word, unless it stands there already. */
  private String missing(String next) {
    return line.text().startsWith(next, line.cursor()) ? "" : next;
  }

  private void list(List<Candidate> candidates) {
    paint();
    out.append(LINE_END);
    out.append(WordList.of(candidates.stream().map(Candidate::text).toList(), Screen.COLUMNS));
    screen.startRow();
  }
}
