package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.trace.Tracing;
import org.backplane.api.trace.Tracing.State;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.control.TraceControl;

/** Lines that switch trace events. */
public final class TraceLines implements LineGroup {

  private static final String NAME = "name";
  private static final String SWITCH = "on|off";
  private static final String WHAT = "on|off|flush|set";
  private static final String FILE = "file";

  private final TraceControl traces;

  public TraceLines(Present<Tracing> tracing) {
    this.traces = new TraceControl(tracing);
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            "trace-event",
            "switches a trace event, or all that fit a pattern",
            List.of(
                Parameter.word(NAME).of(Choices.of(this::names)),
                Parameter.word(SWITCH).of(Choices.words("on", "off"))),
            (words, _) ->
                // As in QEMU, a person need not care what is available just now.
                traces.enable(words.get(NAME), isOn(words.get(SWITCH)), true)),
        LineCommand.of(
            "trace-file",
            "switches the text log of trace events, or sets its file",
            List.of(
                Parameter.word(WHAT).of(Choices.words("on", "off", "flush", "set")),
                Parameter.optionalRest(FILE)),
            (words, _) -> file(words)));
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.of(
            "trace-events",
            "shows which trace events are on, all or those that fit a pattern",
            List.of(Parameter.optionalWord(NAME).of(Choices.of(this::names))),
            (words, out) ->
                traces.events(words.find(NAME).orElse("*")).stream()
                    .map(TraceLines::line)
                    .forEach(out::line)));
  }

  private List<String> names() {
    try {
      return traces.events("*").stream().map(Tracing.Event::name).toList();
    } catch (BackplaneException _) {
      return List.of(); // nobody traces
    }
  }

  private static String line(Tracing.Event event) {
    return event.name() + " : state " + (event.state() == State.ENABLED ? 1 : 0);
  }

  private static boolean isOn(String word) throws HumanError {
    return switch (word) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new HumanError("trace-event: say on or off\nTry 'help trace-event'");
    };
  }

  private void file(Words words) throws BackplaneException, HumanError {
    String what = words.get(WHAT);
    if (words.has(FILE) != what.equals("set")) {
      throw new HumanError("trace-file: a file goes with set\nTry 'help trace-file'");
    }
    switch (what) {
      case "on", "off" -> traces.log(what.equals("on"));
      case "set" -> traces.file(words.get(FILE));
      case "flush" -> {} // lines do not wait to be asked for
      default ->
          throw new HumanError("trace-file: say on, off, flush or set\nTry 'help trace-file'");
    }
  }
}
