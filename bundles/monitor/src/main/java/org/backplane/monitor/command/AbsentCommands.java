package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.BOOL;
import static org.backplane.monitor.schema.Builtin.INTEGER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;

/**
 * Commands about what this host does not have: migration, block devices, PCI, a balloon. Clients
 * that start machines ask every host about them, and take no answer for a broken host.
 */
public final class AbsentCommands implements CommandGroup {

  private static final String SET_CAPABILITIES = "migrate-set-capabilities";
  private static final String CAPABILITIES = "capabilities";

  /** Events about migrations: as there are none, whether a client wants them changes nothing. */
  private static final String EVENTS = "events";

  private static final ObjectForm<Boolean> CAPABILITY =
      ObjectForm.<Boolean>empty()
          .with("capability", Form.words(EVENTS), _ -> EVENTS)
          .bool("state", state -> state);

  private static final Form<String> BLOCK_DEVICE =
      ObjectForm.<String>empty().text("device", name -> name);

  private static final Form<String> BLOCK_NODE =
      ObjectForm.<String>empty().text("node-name", name -> name);

  private static final Form<Long> PCI_BUS = ObjectForm.<Long>empty().integer("bus", bus -> bus);

  private static final Form<Long> BALLOON =
      ObjectForm.<Long>empty().integer("actual", bytes -> bytes);

  private final AtomicBoolean events = new AtomicBoolean();

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("query-migrate-capabilities", "lists what a migration can do"),
                CAPABILITY.list(),
                _ -> List.of(events.get()))
            .beforeMachine(),
        Command.action(
            Signature.of(
                SET_CAPABILITIES,
                "sets what a migration shall do",
                Argument.required(
                    CAPABILITIES, new Shape.ListOf(CAPABILITY.shape()), "each with its state")),
            this::setCapabilities),
        none("query-block", "lists the block devices", BLOCK_DEVICE),
        none(
            "query-named-block-nodes",
            "lists what is behind block devices",
            BLOCK_NODE,
            Argument.optional("flat", BOOL, "without what is behind those; has no effect")),
        none("query-pci", "lists the PCI buses", PCI_BUS),
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

  private static <T> Command none(
      String name, String summary, Form<T> form, Argument... arguments) {
    return Command.query(Signature.of(name, summary, arguments), form.list(), _ -> List.of())
        .beforeMachine();
  }

  private void setCapabilities(Arguments arguments) throws BackplaneException {
    List<Boolean> states = new ArrayList<>();
    if (arguments.value(CAPABILITIES) instanceof List<?> given) {
      for (Object capability : given) {
        states.add(state(capability));
      }
    }
    states.forEach(events::set);
  }

  private static boolean state(Object capability) throws InvalidRequestException {
    if (capability instanceof Map<?, ?> members
        && EVENTS.equals(members.get("capability"))
        && members.get("state") instanceof Boolean state) {
      return state;
    }
    throw new InvalidRequestException(
        SET_CAPABILITIES, "there is no such capability", "query-migrate-capabilities lists those");
  }

  private static NotActiveException noBalloon(String command) {
    return new NotActiveException(command, "the machine has no balloon", "");
  }
}
