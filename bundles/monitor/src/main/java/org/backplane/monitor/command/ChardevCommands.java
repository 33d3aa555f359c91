package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.Options;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.ChardevControl;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;

/** Commands about character devices. */
public final class ChardevCommands implements CommandGroup {

  private static final Argument ID = Argument.required("id", TEXT, "the device's id");

  private static final Form<Chardevs.Entry> LINE =
      ObjectForm.<Chardevs.Entry>empty()
          .text("label", Chardevs.Entry::label)
          .text("filename", Chardevs.Entry::filename)
          .bool("frontend-open", Chardevs.Entry::open);

  private static final Form<TypeDescription> KIND =
      ObjectForm.<TypeDescription>empty().text("name", TypeDescription::name);

  /** Tells which terminal was made, if it is one. */
  private static final Form<Optional<String>> MADE =
      ObjectForm.<Optional<String>>empty().maybe("pty", Form.TEXT, terminal -> terminal);

  private final Chardevs chardevs;
  private final ChardevControl control;
  private final Argument backend;

  public ChardevCommands(Chardevs chardevs, ChardevControl control) {
    this.chardevs = chardevs;
    this.control = control;
    backend =
        Argument.required(
            "backend",
            new Shape.Live(() -> BackendShapes.of(chardevs.types())),
            "the device's type and its data");
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("query-chardev", "lists the character devices"),
                LINE.list(),
                _ -> chardevs.list())
            .beforeMachine(),
        Command.query(
            Signature.of("query-chardev-backends", "lists the kinds of character devices"),
            KIND.list(),
            _ -> chardevs.types()),
        Command.query(
            Signature.of("chardev-add", "makes a character device", ID, backend),
            MADE,
            arguments -> make(arguments, control::add)),
        Command.query(
            Signature.of(
                "chardev-change", "puts another device in a free one's place", ID, backend),
            MADE,
            arguments -> make(arguments, control::change)),
        onOne("chardev-remove", "deletes a character device", control::remove),
        onOne("chardev-send-break", "sends a device's front end a break", control::sendBreak));
  }

  @FunctionalInterface
  private interface Action {
    void act(String id) throws BackplaneException;
  }

  private static Command onOne(String name, String summary, Action action) {
    return Command.action(
        Signature.of(name, summary, ID), arguments -> action.act(arguments.text("id")));
  }

  @FunctionalInterface
  private interface Maker {
    Optional<String> make(String id, String type, Options options) throws BackplaneException;
  }

  private static Optional<String> make(Arguments arguments, Maker maker) throws BackplaneException {
    String id = arguments.text("id");
    ChardevBackend backend =
        ChardevBackend.read(ChardevControl.subject(id), arguments.object("backend"));
    return maker.make(id, backend.type(), backend.options());
  }
}
