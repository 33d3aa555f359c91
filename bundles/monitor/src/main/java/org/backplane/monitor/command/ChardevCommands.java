package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.util.List;
import java.util.Map;
import org.backplane.api.type.Container;
import org.backplane.monitor.control.Objects;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.Members;

/** Commands about character devices. */
public final class ChardevCommands implements CommandGroup {

  private final Chardevs chardevs;
  private final Objects objects;

  public ChardevCommands(Chardevs chardevs, Objects objects) {
    this.chardevs = chardevs;
    this.objects = objects;
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
                    chardevs.backends().stream().map(name -> Members.of("name", name)).toList())),
        new Command(
            Signature.of(
                "chardev-remove",
                "deletes a character device",
                Argument.required("id", TEXT, "the device's id")),
            arguments -> {
              objects.delete(Container.CHARDEVS, arguments.text("id"));
              return Answer.done();
            }));
  }

  private static Map<String, Object> line(Chardevs.Entry entry) {
    return new Members()
        .with("label", entry.label())
        .with("filename", entry.filename())
        .with("frontend-open", entry.open())
        .toMap();
  }
}
