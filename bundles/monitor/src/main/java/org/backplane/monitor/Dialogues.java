package org.backplane.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.command.CommandGroup;
import org.backplane.monitor.command.CommandTable;
import org.backplane.monitor.command.HumanCommand;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.hmp.HmpDialogue;
import org.backplane.monitor.hmp.Interpreter;
import org.backplane.monitor.hmp.Printed;
import org.backplane.monitor.observe.Observer;
import org.backplane.monitor.qmp.Negotiation;
import org.backplane.monitor.qmp.QmpDialogue;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.session.Dialogue;
import org.backplane.monitor.session.Limits;
import org.backplane.monitor.session.TextBudget;

/** What monitors of either kind speak about all areas. */
final class Dialogues {

  private final QmpDialogue.Offer offer;
  private final Interpreter interpreter;
  private final Version version;

  Dialogues(
      Areas areas,
      RunControl control,
      OptionParser parser,
      Version version,
      Present<Preconfiguration> preconfiguration,
      TextBudget room) {
    this.version = version;
    interpreter =
        new Interpreter(
            areas.all().stream().flatMap(area -> area.forPeople().stream()).toList(), parser);
    List<CommandGroup> groups = new ArrayList<>();
    areas.all().forEach(area -> groups.addAll(area.forPrograms()));
    groups.add(new HumanCommand(interpreter, control));
    var table = new CommandTable(groups, List.of(Negotiation.SIGNATURE));
    offer = new QmpDialogue.Offer(table, version, parser, preconfiguration, room);
  }

  /** Runs a line of the human monitor, and what comes after it. */
  String execute(String line) {
    Printed printed = interpreter.execute(line);
    printed.afterwards().ifPresent(Runnable::run);
    return printed.text().replace("\r\n", "\n");
  }

  /** What a monitor of that mode speaks to each of its peers. */
  Dialogue.Opening of(Mode mode, boolean pretty, Supplier<Limits> limits, Observer observer) {
    return switch (mode) {
      case CONTROL ->
          output -> new QmpDialogue(output, offer, pretty, limits.get().freeBytes(), observer);
      case READLINE -> output -> new HmpDialogue(output, interpreter, version, observer.meter());
    };
  }
}
