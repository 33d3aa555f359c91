package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.OBJECT;
import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.Options;
import org.backplane.monitor.control.ChardevControl;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.Members;

/** Commands about character devices. */
public final class ChardevCommands implements CommandGroup {

  private static final Argument ID = Argument.required("id", TEXT, "the device's id");
  private static final Argument BACKEND =
      Argument.required("backend", OBJECT, "the device's type and its data");

  private final Chardevs chardevs;
  private final ChardevControl control;

  public ChardevCommands(Chardevs chardevs, ChardevControl control) {
    this.chardevs = chardevs;
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
            Signature.of("query-chardev", "lists the character devices"),
            _ -> Answer.of(chardevs.list().stream().map(ChardevCommands::line).toList())),
        new Command(
            Signature.of("query-chardev-backends", "lists the kinds of character devices"),
            _ ->
                Answer.of(
                    chardevs.types().stream().map(t -> Members.of("name", t.name())).toList())),
        new Command(
            Signature.of("chardev-add", "makes a character device", ID, BACKEND),
            arguments -> make(arguments, control::add)),
        new Command(
            Signature.of(
                "chardev-change", "puts another device in a free one's place", ID, BACKEND),
            arguments -> make(arguments, control::change)),
        onOne("chardev-remove", "deletes a character device", control::remove),
        onOne("chardev-send-break", "sends a device's front end a break", control::sendBreak));
  }

  private static Map<String, Object> line(Chardevs.Entry entry) {
    return new Members()
        .with("label", entry.label())
        .with("filename", entry.filename())
        .with("frontend-open", entry.open())
        .toMap();
  }

  @FunctionalInterface
  private interface Action {
    void act(String id) throws BackplaneException;
  }

  private static Command onOne(String name, String summary, Action action) {
    return new Command(
        Signature.of(name, summary, ID),
        arguments -> {
          action.act(arguments.text("id"));
          return Answer.done();
        });
  }

  /** Makes a device, and tells which terminal it is if it is one. */
  @FunctionalInterface
  private interface Maker {
    Optional<String> make(String id, String type, Options options) throws BackplaneException;
  }

  private static Answer make(Arguments arguments, Maker maker) throws BackplaneException {
    String id = arguments.text("id");
    ChardevBackend backend =
        ChardevBackend.read(ChardevControl.subject(id), arguments.object("backend"));
    return Answer.of(
        new Members().with("pty", maker.make(id, backend.type(), backend.options())).toMap());
  }
}
