package org.backplane.monitor.hmp;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.monitor.editor.Completion;
import org.backplane.monitor.editor.LineEditor;
import org.backplane.monitor.observe.MonitorMeter;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.session.Dialogue;
import org.backplane.monitor.session.Event;
import org.backplane.monitor.session.Output;
import org.jspecify.annotations.Nullable;

/** One person's HMP: banner, prompt, and what each line prints. */
public final class HmpDialogue implements Dialogue {

  private static final int MOST_COMPLETIONS = 4;
  private static final String PROMPT = "(qemu) ";
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Output output;
  private final Interpreter interpreter;
  private final Version version;
  private final MonitorMeter meter;
  private @Nullable LineEditor editor;
  private int completions;

  public HmpDialogue(Output output, Interpreter interpreter, Version version, MonitorMeter meter) {
    this.meter = meter;
    this.output = output;
    this.interpreter = interpreter;
    this.version = version;
  }

  @Override
  public void begin() {
    output.reply(
        "Backplane %s monitor - 'help' shows the commands\r\n%s"
            .formatted(version.product(), PROMPT));
  }

  /** Editing happens with the commands, so that what is typed ahead is echoed at its prompt. */
  @Override
  public void read(ByteBuffer data, Requests requests) {
    byte[] typed = new byte[data.remaining()];
    data.get(typed);
    requests.add(() -> edit(typed), typed.length);
  }

  private void edit(byte[] typed) {
    LineEditor present = editor();
    completions = 0;
    for (byte b : typed) {
      present.type(b & 0xff).ifPresent(line -> run(line, present));
      if (present.echoesMuch()) {
        say(present.echo()); // waits for a peer that reads slowly
      }
    }
    say(present.echo());
  }

  /** Made for the first key: many monitors are opened, few are typed at. */
  private LineEditor editor() {
    LineEditor present = editor;
    if (present == null) {
      present = new LineEditor(PROMPT, this::complete);
      present.begin();
      String _ = present.echo(); // the prompt stands there already
      editor = present;
    }
    return present;
  }

  /** A few times for each piece of input: a person hears the bell and presses the key again. */
  private Completion complete(String begun) {
    if (completions == MOST_COMPLETIONS) {
      return Completion.NONE;
    }
    completions++;
    return interpreter.complete(begun);
  }

  private void run(String line, LineEditor present) {
    say(present.echo());
    long began = System.nanoTime();
    Printed printed = interpreter.execute(line);
    if (!line.isBlank()) {
      meter.commandDone(began, !printed.failed());
    }
    say(printed.text());
    printed
        .afterwards()
        .ifPresentOrElse(
            afterwards -> {
              output.flush(LAST_WORDS);
              afterwards.run();
            },
            present::begin);
  }

  private void say(String text) {
    if (!text.isEmpty()) {
      output.reply(text);
    }
  }

  /** People are not interrupted. */
  @Override
  public void happened(Event event) {}
}
