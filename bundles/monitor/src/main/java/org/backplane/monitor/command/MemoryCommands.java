package org.backplane.monitor.command;

import java.util.List;
import java.util.function.Supplier;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Memdev;
import org.backplane.monitor.report.MemdevUsage;
import org.backplane.monitor.report.Memdevs;
import org.backplane.monitor.report.MemoryDevices;
import org.backplane.monitor.schema.Form;

/** Commands about memory: the host's backends, and what the machine made of them. */
public final class MemoryCommands implements CommandGroup {

  private final Memdevs memdevs;
  private final RunControl control;

  public MemoryCommands(Memdevs memdevs, RunControl control) {
    this.memdevs = memdevs;
    this.control = control;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        query("query-memdev", "lists the memory backends", Memdev.FORM.list(), memdevs::list)
            .beforeMachine(),
        query(
            "x-query-memdev-usage",
            "tells what each memory backend costs the host",
            MemdevUsage.FORM.list(),
            () -> memdevs.usage(control.machine())),
        query(
            "query-memory-devices",
            "lists the memory devices",
            MemoryDevices.FORM,
            this::ofTheMachine),
        query(
            "query-memory-size-summary",
            "tells how much RAM there is",
            MemoryDevices.SUMMARY,
            this::ofTheMachine));
  }

  private static <T> Command query(
      String name, String summary, Form<T> form, Supplier<? extends T> answer) {
    return Command.query(Signature.of(name, summary), form, _ -> answer.get());
  }

  private MemoryDevices ofTheMachine() {
    return new MemoryDevices(control.machine());
  }
}
