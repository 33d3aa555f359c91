package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.INTEGER;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.VirtioForms;
import org.backplane.monitor.report.Wording;

/** Commands that look into virtio devices. Unstable, as their names say. */
public final class VirtioCommands implements CommandGroup {

  private static final String STATUS = "x-query-virtio-status";
  private static final String QUEUE_STATUS = "x-query-virtio-queue-status";
  private static final String UNSTABLE = "unstable";
  private static final String PATH = "path";
  private static final String QUEUE = "queue";
  private static final Argument DEVICE =
      Argument.required(PATH, TEXT, "the device's place in the object tree");

  private final RunControl control;

  public VirtioCommands(RunControl control) {
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("x-query-virtio", "lists the virtio devices"),
                VirtioForms.LINE.list(),
                _ -> devices())
            .with(UNSTABLE),
        Command.query(
                Signature.of(STATUS, "tells how a virtio device and its driver are", DEVICE),
                VirtioForms.DEVICE,
                arguments -> device(STATUS, arguments))
            .with(UNSTABLE),
        Command.query(
                Signature.of(
                    QUEUE_STATUS,
                    "tells how a queue of a virtio device is",
                    DEVICE,
                    Argument.required(QUEUE, INTEGER, "its number")),
                VirtioForms.QUEUE,
                this::queue)
            .with(UNSTABLE));
  }

  private List<VirtioReport> devices() {
    return control.machine().map(VirtualMachine::virtio).orElse(List.of());
  }

  private VirtioReport device(String command, Arguments arguments) throws BackplaneException {
    String path = arguments.text(PATH);
    return devices().stream()
        .filter(device -> device.path().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new MissingReferenceException(
                    command,
                    "there is no virtio device " + Wording.quoted(path),
                    "x-query-virtio lists them"));
  }

  private VirtioForms.OneQueue queue(Arguments arguments) throws BackplaneException {
    VirtioReport device = device(QUEUE_STATUS, arguments);
    Number number = arguments.number(QUEUE);
    return device.queues().stream()
        .filter(queue -> Long.valueOf(queue.number()).equals(number))
        .findFirst()
        .map(queue -> new VirtioForms.OneQueue(device, queue))
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    QUEUE_STATUS,
                    "device " + device.path() + " has no queue of that number",
                    "it has " + device.queues().size() + ", counted from 0"));
  }
}
