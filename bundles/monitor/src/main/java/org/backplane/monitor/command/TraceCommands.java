package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.BOOL;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import java.util.Locale;
import org.backplane.api.trace.Tracing;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.control.TraceControl;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/** Commands that switch trace events. */
public final class TraceCommands implements CommandGroup {

  private static final String NAME = "name";
  private static final String ENABLE = "enable";
  private static final String IGNORE = "ignore-unavailable";

  private static final Form<Tracing.Event> EVENT =
      ObjectForm.<Tracing.Event>empty()
          .text(NAME, Tracing.Event::name)
          .with(
              "state",
              Form.words(Tracing.State.class, state -> state.name().toLowerCase(Locale.ROOT)),
              Tracing.Event::state);

  private final TraceControl traces;

  public TraceCommands(Present<Tracing> tracing) {
    this.traces = new TraceControl(tracing);
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
            Signature.of(
                "trace-event-get-state",
                "tells which trace events are on",
                Argument.required(NAME, TEXT, "an event's name, or a pattern with '*'")),
            EVENT.list(),
            arguments -> traces.events(arguments.text(NAME))),
        Command.action(
            Signature.of(
                "trace-event-set-state",
                "switches trace events",
                Argument.required(NAME, TEXT, "an event's name, or a pattern with '*'"),
                Argument.required(ENABLE, BOOL, "whether they are told"),
                Argument.optional(
                    IGNORE, BOOL, "whether events that are not available may be among them")),
            arguments ->
                traces.enable(
                    arguments.text(NAME), arguments.isTrue(ENABLE), arguments.isTrue(IGNORE))));
  }
}
