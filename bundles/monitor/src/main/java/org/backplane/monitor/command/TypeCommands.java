package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.BOOL;
import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.util.List;
import org.backplane.monitor.tree.TypeQueries;

/** Commands about types. */
public final class TypeCommands implements CommandGroup {

  private static final Argument TYPE_NAME = Argument.required("typename", TEXT, "the type's name");

  private final TypeQueries types;

  public TypeCommands(TypeQueries types) {
    this.types = types;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
            Signature.of(
                "qom-list-types",
                "lists the types",
                Argument.optional("implements", TEXT, "only types that derive from this one"),
                Argument.optional("abstract", BOOL, "also types that cannot have objects")),
            arguments ->
                Answer.of(
                    types.list(arguments.findText("implements"), arguments.isTrue("abstract")))),
        new Command(
            Signature.of("qom-list-properties", "lists a type's properties", TYPE_NAME),
            arguments -> Answer.of(types.properties(arguments.text("typename")))),
        new Command(
            Signature.of("device-list-properties", "lists a device type's properties", TYPE_NAME),
            arguments -> Answer.of(types.deviceProperties(arguments.text("typename")))));
  }
}
