package org.backplane.monitor;

import java.util.List;
import org.backplane.monitor.command.CommandGroup;
import org.backplane.monitor.hmp.LineGroup;

/**
 * What monitors offer about one subject.
 *
 * @param forPrograms its commands and events in QMP
 * @param forPeople its lines in HMP
 */
record Area(List<CommandGroup> forPrograms, List<LineGroup> forPeople) {

  /** A subject that only programs ask about. */
  static Area of(CommandGroup... forPrograms) {
    return new Area(List.of(forPrograms), List.of());
  }

  /** This, and the same for people. */
  Area with(LineGroup... lines) {
    return new Area(forPrograms, List.of(lines));
  }
}
