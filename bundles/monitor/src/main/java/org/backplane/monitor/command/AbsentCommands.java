package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.BOOL;
import static org.backplane.monitor.schema.Builtin.INTEGER;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;

/**
 * Commands about what this host does not have: migration, block devices, a balloon. Clients that
 * start machines ask every host about them, and take no answer for a broken host.
 */
public final class AbsentCommands implements CommandGroup {

  private static final String SET_CAPABILITIES = "migrate-set-capabilities";
  private static final String CAPABILITIES = "capabilities";

  private static final ObjectForm<String> CAPABILITY =
      ObjectForm.<String>empty()
          .with("capability", Form.words(), name -> name)
          .bool("state", _ -> false);

  private static final Form<String> BLOCK_DEVICE =
      ObjectForm.<String>empty().text("device", name -> name);

  private static final Form<String> BLOCK_NODE =
      ObjectForm.<String>empty().text("node-name", name -> name);

  private static final Form<Long> BALLOON =
      ObjectForm.<Long>empty().integer("actual", bytes -> bytes);

  @Override
  public List<Command> commands() {
    return List.of(
        none("query-migrate-capabilities", "lists what a migration can do", CAPABILITY),
        Command.action(
            Signature.of(
                SET_CAPABILITIES,
                "sets what a migration shall do",
                Argument.required(
                    CAPABILITIES, new Shape.ListOf(CAPABILITY.shape()), "each with its state")),
            AbsentCommands::setCapabilities),
        none("query-block", "lists the block devices", BLOCK_DEVICE),
        none(
            "query-named-block-nodes",
            "lists what is behind block devices",
            BLOCK_NODE,
            Argument.optional("flat", BOOL, "without what is behind those; has no effect")),
        Command.query(
            Signature.of("query-balloon", "tells how much memory the guest has left itself"),
            BALLOON,
            _ -> {
              throw noBalloon("query-balloon");
            }),
        Command.action(
            Signature.of(
                "balloon",
                "asks the guest to do with less memory",
                Argument.required("value", INTEGER, "bytes that it may keep")),
            _ -> {
              throw noBalloon("balloon");
            }));
  }

  private static Command none(
      String name, String summary, Form<String> form, Argument... arguments) {
    return Command.query(Signature.of(name, summary, arguments), form.list(), _ -> List.of());
  }

  private static void setCapabilities(Arguments arguments) throws BackplaneException {
    if (arguments.value(CAPABILITIES) instanceof List<?> given && !given.isEmpty()) {
      throw new InvalidRequestException(
          SET_CAPABILITIES,
          "there is no such capability",
          "query-migrate-capabilities lists those");
    }
  }

  private static NotActiveException noBalloon(String command) {
    return new NotActiveException(command, "the machine has no balloon", "");
  }
}
