package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.ANY;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.Dialect;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.tree.QomProperty;
import org.backplane.monitor.tree.QomTree;

/** Commands that walk the object tree. */
public final class QomCommands implements CommandGroup {

  private static final Argument PATH =
      Argument.required("path", TEXT, "an absolute path, or a part that fits one object alone");
  private static final Argument PROPERTY =
      Argument.required("property", TEXT, "the property's name");

  private static final Form<QomProperty> LINE =
      ObjectForm.<QomProperty>empty()
          .text("name", QomProperty::name)
          .text("type", QomProperty::type);

  private final QomTree tree;

  public QomCommands(QomTree tree) {
    this.tree = tree;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("qom-list", "lists an object's properties", PATH),
                LINE.list(),
                arguments -> tree.list(arguments.text("path")))
            .beforeMachine(),
        Command.query(
                Signature.of("qom-get", "reads a property", PATH, PROPERTY),
                Form.ANY,
                arguments -> tree.get(arguments.text("path"), arguments.text("property")))
            .beforeMachine(),
        Command.action(
                Signature.of(
                    "qom-set",
                    "sets a property",
                    PATH,
                    PROPERTY,
                    Argument.required("value", ANY, "the new value")),
                this::set)
            .beforeMachine());
  }

  private void set(Arguments arguments) throws BackplaneException {
    tree.set(
        arguments.text("path"),
        arguments.text("property"),
        ObjectCommands.raw(arguments.value("value")),
        Dialect.JSON);
  }
}
