package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.ANY;
import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.Dialect;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.tree.QomProperty;
import org.backplane.monitor.tree.QomTree;

/** Commands that walk the object tree. */
public final class QomCommands implements CommandGroup {

  private static final Argument PATH =
      Argument.required("path", TEXT, "an absolute path, or a part that fits one object alone");
  private static final Argument PROPERTY =
      Argument.required("property", TEXT, "the property's name");

  private final QomTree tree;

  public QomCommands(QomTree tree) {
    this.tree = tree;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(Signature.of("qom-list", "lists an object's properties", PATH), this::list),
        new Command(
            Signature.of("qom-get", "reads a property", PATH, PROPERTY),
            arguments -> Answer.of(tree.get(arguments.text("path"), arguments.text("property")))),
        new Command(
            Signature.of(
                "qom-set",
                "sets a property",
                PATH,
                PROPERTY,
                Argument.required("value", ANY, "the new value")),
            this::set));
  }

  private Answer list(Arguments arguments) throws BackplaneException {
    return Answer.of(tree.list(arguments.text("path")).stream().map(QomCommands::line).toList());
  }

  private static Map<String, Object> line(QomProperty property) {
    return new Members().with("name", property.name()).with("type", property.type()).toMap();
  }

  private Answer set(Arguments arguments) throws BackplaneException {
    tree.set(
        arguments.text("path"),
        arguments.text("property"),
        ObjectCommands.raw(arguments.value("value")),
        Dialect.JSON);
    return Answer.done();
  }
}
