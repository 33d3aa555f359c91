package org.backplane.monitor;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.command.AbsentCommands;
import org.backplane.monitor.command.ChardevCommands;
import org.backplane.monitor.command.CommandGroup;
import org.backplane.monitor.command.CommandTable;
import org.backplane.monitor.command.DeviceCommands;
import org.backplane.monitor.command.HumanCommand;
import org.backplane.monitor.command.IdentityCommands;
import org.backplane.monitor.command.JobCommands;
import org.backplane.monitor.command.MachineCommands;
import org.backplane.monitor.command.MachineTypeCommands;
import org.backplane.monitor.command.MemoryCommands;
import org.backplane.monitor.command.ObjectCommands;
import org.backplane.monitor.command.QomCommands;
import org.backplane.monitor.command.RingBufferCommands;
import org.backplane.monitor.command.TypeCommands;
import org.backplane.monitor.control.ChardevControl;
import org.backplane.monitor.control.Debugging;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.control.JobControl;
import org.backplane.monitor.control.JobEvents;
import org.backplane.monitor.control.MachineEvents;
import org.backplane.monitor.control.Objects;
import org.backplane.monitor.control.RingBuffers;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.hmp.ChardevLines;
import org.backplane.monitor.hmp.DebugLines;
import org.backplane.monitor.hmp.DeviceLines;
import org.backplane.monitor.hmp.HmpDialogue;
import org.backplane.monitor.hmp.InfoLines;
import org.backplane.monitor.hmp.Interpreter;
import org.backplane.monitor.hmp.JobLines;
import org.backplane.monitor.hmp.MemoryLines;
import org.backplane.monitor.hmp.ObjectLines;
import org.backplane.monitor.hmp.Printed;
import org.backplane.monitor.hmp.QomLines;
import org.backplane.monitor.hmp.RunLines;
import org.backplane.monitor.qmp.Negotiation;
import org.backplane.monitor.qmp.QmpDialogue;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.Memdevs;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.schema.EventType;
import org.backplane.monitor.session.Dialogue;
import org.backplane.monitor.tree.QomTree;
import org.backplane.monitor.tree.TypeQueries;

/** Puts the commands together: the one place that knows them all. */
final class Dialogues {

  private final QmpDialogue.Offer offer;
  private final Interpreter interpreter;
  private final Version version;

  /** What the commands work on. */
  record Subjects(
      RunControl control,
      Devices devices,
      Chardevs chardevs,
      JobControl jobs,
      Debugging debugging,
      QomTree tree) {}

  Dialogues(ObjectRegistry registry, OptionParser parser, Subjects subjects, Version version) {
    this.version = version;
    RunControl control = subjects.control();
    QomTree tree = subjects.tree();
    var jobLines = new JobLines(subjects.jobs());
    var debugLines = new DebugLines(subjects.debugging());
    var objects = new Objects(registry, parser);
    Chardevs chardevs = subjects.chardevs();
    var chardevControl = new ChardevControl(registry, parser, objects, chardevs);
    var rings = new RingBuffers(chardevControl);
    interpreter =
        new Interpreter(
            Stream.of(
                    new RunLines(control).commands(),
                    new ObjectLines(registry, parser, objects).commands(),
                    new DeviceLines(subjects.devices(), parser).commands(),
                    new ChardevLines(chardevs, chardevControl, rings, parser).commands(),
                    jobLines.commands(),
                    debugLines.commands(),
                    new QomLines(tree).commands())
                .flatMap(List::stream)
                .toList(),
            Stream.of(
                    new InfoLines(registry, chardevs, control, tree, version).commands(),
                    new MemoryLines(registry, control).commands(),
                    jobLines.topics(),
                    debugLines.topics())
                .flatMap(List::stream)
                .toList(),
            parser);
    List<CommandGroup> groups =
        List.of(
            new IdentityCommands(control, version),
            new MachineCommands(control),
            new MachineTypeCommands(subjects.devices(), control),
            new AbsentCommands(),
            new ObjectCommands(registry, objects),
            new QomCommands(tree),
            new TypeCommands(new TypeQueries(tree, parser)),
            new MemoryCommands(new Memdevs(registry), control),
            new DeviceCommands(subjects.devices()),
            new JobCommands(subjects.jobs()),
            new ChardevCommands(chardevs, chardevControl),
            new RingBufferCommands(rings),
            new HumanCommand(interpreter, control));
    List<EventType<?>> events =
        Stream.of(MachineEvents.TYPES, JobEvents.TYPES).flatMap(List::stream).toList();
    var table = new CommandTable(groups, List.of(Negotiation.SIGNATURE), events);
    offer = new QmpDialogue.Offer(table, version, parser);
  }

  /** Runs a line of the human monitor, and what comes after it. */
  String execute(String line) {
    Printed printed = interpreter.execute(line);
    printed.afterwards().ifPresent(Runnable::run);
    return printed.text().replace("\r\n", "\n");
  }

  /** What a monitor of that mode speaks to each of its peers. */
  Dialogue.Opening of(Mode mode, boolean pretty) {
    return switch (mode) {
      case CONTROL -> output -> new QmpDialogue(output, offer, pretty);
      case READLINE -> output -> new HmpDialogue(output, interpreter, version);
    };
  }
}
