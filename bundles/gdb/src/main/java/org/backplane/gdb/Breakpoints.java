package org.backplane.gdb;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.Debugger;

/**
 * A debugger's breakpoints. The two kinds that debuggers know differ in name alone: no instruction
 * is overwritten.
 */
final class Breakpoints {

  /** Most of a kind. */
  static final int LIMIT = 4096;

  private static final String SOFTWARE = "swbreak:;";
  private static final String HARDWARE = "hwbreak:;";

  private final Debugger debugger;
  private final Set<Long> software = new HashSet<>();
  private final Set<Long> hardware = new HashSet<>();
  private boolean used;

  Breakpoints(Debugger debugger) {
    this.debugger = debugger;
  }

  List<Command> commands() {
    return List.of(
        new Command("Z0", rest -> set(software, rest)),
        new Command("z0", rest -> remove(software, rest)),
        new Command("Z1", rest -> set(hardware, rest)),
        new Command("z1", rest -> remove(hardware, rest)));
  }

  private List<String> set(Set<Long> kind, String rest) throws BackplaneException, Refusal {
    long address = address(rest);
    if (kind.size() >= LIMIT) {
      throw Refusal.invalid();
    }
    if (kind.add(address)) {
      try {
        apply();
      } catch (BackplaneException e) {
        kind.remove(address);
        throw e;
      }
    }
    return Command.DONE;
  }

  private List<String> remove(Set<Long> kind, String rest) throws BackplaneException, Refusal {
    if (kind.remove(address(rest))) {
      apply();
    }
    return Command.DONE;
  }

  private static long address(String rest) throws Refusal {
    return Fields.number(Fields.cut(rest, ',').getFirst());
  }

  private void apply() throws BackplaneException {
    var all = new HashSet<>(software);
    all.addAll(hardware);
    used = true;
    debugger.breakpoints(all);
  }

  boolean contains(long address) {
    return software.contains(address) || hardware.contains(address);
  }

  /** What a stop there is called; empty for an address without a breakpoint. */
  String reason(long address) {
    if (software.contains(address)) {
      return SOFTWARE;
    }
    return hardware.contains(address) ? HARDWARE : "";
  }

  /** Removes all. */
  void clear() throws BackplaneException {
    software.clear();
    hardware.clear();
    if (used) {
      apply();
      used = false;
    }
  }
}
