package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.BOOL;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import java.util.Optional;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.tree.QomType;
import org.backplane.monitor.tree.TypeProperty;
import org.backplane.monitor.tree.TypeQueries;

/** Commands about types. */
public final class TypeCommands implements CommandGroup {

  private static final Argument TYPE_NAME = Argument.required("typename", TEXT, "the type's name");

  private static final Form<QomType> TYPE =
      ObjectForm.<QomType>empty()
          .text("name", QomType::name)
          .maybe("parent", Form.TEXT, QomType::parent)
          .maybe("abstract", Form.BOOL, type -> Optional.of(true).filter(_ -> !type.concrete()));

  private static final Form<TypeProperty> PROPERTY =
      ObjectForm.<TypeProperty>empty()
          .text("name", TypeProperty::name)
          .text("type", TypeProperty::type)
          .maybe("description", Form.TEXT, TypeProperty::description)
          .maybe("default-value", Form.ANY, TypeProperty::defaultValue);

  private final TypeQueries types;

  public TypeCommands(TypeQueries types) {
    this.types = types;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of(
                    "qom-list-types",
                    "lists the types",
                    Argument.optional("implements", TEXT, "only types that derive from this one"),
                    Argument.optional("abstract", BOOL, "also types that cannot have objects")),
                TYPE.list(),
                arguments ->
                    types.list(arguments.findText("implements"), arguments.isTrue("abstract")))
            .beforeMachine(),
        Command.query(
                Signature.of("qom-list-properties", "lists a type's properties", TYPE_NAME),
                PROPERTY.list(),
                arguments -> types.properties(arguments.text("typename")))
            .beforeMachine(),
        Command.query(
                Signature.of(
                    "device-list-properties", "lists a device type's properties", TYPE_NAME),
                PROPERTY.list(),
                arguments -> types.deviceProperties(arguments.text("typename")))
            .beforeMachine());
  }
}
