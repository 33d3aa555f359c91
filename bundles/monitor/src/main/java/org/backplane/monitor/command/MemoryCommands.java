package org.backplane.monitor.command;

import java.util.List;
import org.backplane.monitor.report.Memdev;
import org.backplane.monitor.report.Memdevs;

/** Commands about memory backends. */
public final class MemoryCommands implements CommandGroup {

  private final Memdevs memdevs;

  public MemoryCommands(Memdevs memdevs) {
    this.memdevs = memdevs;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
            Signature.of("query-memdev", "lists the memory backends"),
            _ -> Answer.of(memdevs.list().stream().map(Memdev::toMap).toList())));
  }
}
