package org.backplane.monitor.command;

import java.util.List;
import java.util.function.Supplier;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.session.Limits;
import org.backplane.monitor.session.TextBudget;

/** The command that tells what clients may ask of monitors. */
public final class LimitCommands implements CommandGroup {

  private record Told(Limits limits, long sharedBytesUsed) {}

  private static final Form<Told> LIMITS =
      ObjectForm.<Told>empty()
          .integer("clients", it -> it.limits().clients())
          .integer("free-bytes", it -> it.limits().freeBytes())
          .integer("shared-bytes", it -> it.limits().sharedBytes())
          .integer("shared-bytes-used", Told::sharedBytesUsed)
          .integer("requests", it -> it.limits().requests())
          .integer("request-bytes", it -> it.limits().requestBytes())
          .integer("replies", it -> it.limits().replies())
          .integer("reply-bytes", it -> it.limits().replyBytes())
          .integer("events", it -> it.limits().events());

  private final Supplier<Limits> limits;
  private final TextBudget room;

  public LimitCommands(Supplier<Limits> limits, TextBudget room) {
    this.limits = limits;
    this.room = room;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("x-query-monitor-limits", "tells what clients may ask of monitors"),
                LIMITS,
                _ -> new Told(limits.get(), room.used()))
            .beforeMachine());
  }
}
