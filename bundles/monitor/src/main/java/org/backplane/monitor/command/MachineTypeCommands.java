package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.report.CpuModels;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.schema.Builtin;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;

/** Commands about what machines can be made of. */
public final class MachineTypeCommands implements CommandGroup {

  private static final String EXPANSION = "query-cpu-model-expansion";
  private static final String TYPE = "type";
  private static final String FULL = "full";
  private static final String MODEL = "model";
  private static final String NAME = "name";
  private static final String PROPS = "props";

  /** Machines have one CPU so far. */
  private static final int MOST_CPUS = 1;

  /**
   * The id of RAM that a machine makes itself: clients that want it to be of a backend of their
   * choice give that this id, so that both are the same to a saved state.
   */
  private static final String OWN_RAM = "riscv_virt_board.ram";

  private static final Form<TypeDescription> MACHINE =
      ObjectForm.<TypeDescription>empty()
          .text(NAME, TypeDescription::name)
          .integer("cpu-max", _ -> MOST_CPUS)
          .bool("hotpluggable-cpus", _ -> false)
          .bool("numa-mem-supported", _ -> false)
          .bool("deprecated", _ -> false)
          .bool("acpi", _ -> false)
          .maybe("default-ram-id", Form.TEXT, MachineTypeCommands::ownRam);

  private static final Form<TypeDescription> CPU =
      ObjectForm.<TypeDescription>empty()
          .text(NAME, CpuModels::name)
          .text("typename", TypeDescription::name)
          .bool("static", _ -> false)
          .bool("deprecated", _ -> false);

  /** The model asked about. */
  private static final Signature WANTED =
      Signature.of(
          EXPANSION + " " + MODEL,
          "a model",
          Argument.required(NAME, TEXT, "its name"),
          Argument.optional(PROPS, Builtin.ANY, "what it shall be able to"));

  private static final Form<CpuModels.Expanded> EXPANDED =
      ObjectForm.<CpuModels.Expanded>empty()
          .with(
              MODEL,
              ObjectForm.<CpuModels.Expanded>empty()
                  .text(NAME, CpuModels.Expanded::name)
                  .with(PROPS, Form.ANY, CpuModels.Expanded::abilities),
              model -> model);

  private final Devices devices;
  private final CpuModels cpus;

  public MachineTypeCommands(Devices devices, CpuModels cpus) {
    this.devices = devices;
    this.cpus = cpus;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("query-machines", "lists the types of machines"),
                MACHINE.list(),
                _ -> devices.machineTypes())
            .beforeMachine(),
        Command.query(
            Signature.of("query-cpu-definitions", "lists the models of CPUs"),
            CPU.list(),
            _ -> cpus.list()),
        Command.query(
            Signature.of(
                EXPANSION,
                "tells what a model of a CPU can do",
                Argument.required(
                    TYPE, new Shape.Words(List.of("static", FULL)), "how much is told: full"),
                Argument.required(
                    MODEL, WANTED.shape(), "the model, and what it shall be able to")),
            EXPANDED,
            this::expand));
  }

  /** Machines that can be given RAM have their own otherwise. */
  private static Optional<String> ownRam(TypeDescription machine) {
    return machine.property("memory-backend").map(_ -> OWN_RAM);
  }

  private CpuModels.Expanded expand(Arguments arguments) throws BackplaneException {
    if (!arguments.text(TYPE).equals(FULL)) {
      throw new InvalidRequestException(
          EXPANSION, "no model has a static form", "ask for type " + FULL);
    }
    Arguments model = WANTED.check(arguments.object(MODEL));
    CpuModels.Expanded expanded = cpus.expand(model.text(NAME));
    if (!(model.find(PROPS).orElse(Map.of()) instanceof Map<?, ?> wanted)) {
      throw new InvalidRequestException(EXPANSION, "'" + PROPS + "' is no object", "");
    }
    for (Map.Entry<?, ?> each : wanted.entrySet()) {
      if (!each.getValue().equals(expanded.abilities().get(each.getKey().toString()))) {
        throw new InvalidRequestException(
            EXPANSION,
            "property " + Wording.quoted(each.getKey().toString()) + " cannot be as asked",
            "CPUs are as they are; leave '" + PROPS + "' out to see it");
      }
    }
    return expanded;
  }
}
