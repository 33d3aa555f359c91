package org.backplane.gdb;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.Debugger;

/** Requests about registers. */
final class RegisterCommands {

  private final Debugger debugger;
  private final Threads threads;
  private final RegisterFile registers;

  RegisterCommands(Debugger debugger, Threads threads, RegisterFile registers) {
    this.debugger = debugger;
    this.threads = threads;
    this.registers = registers;
  }

  List<Command> commands() {
    return List.of(
        new Command("g", _ -> List.of(registers.digits(hart()))),
        new Command("G", this::writeGeneral),
        new Command("p", number -> List.of(register(number).digits(hart()))),
        new Command("P", this::write));
  }

  private HartState hart() throws BackplaneException {
    return debugger.read(threads.general());
  }

  private Register register(String number) throws Refusal {
    return registers.get(Fields.atMost(number, registers.size()));
  }

  private List<String> writeGeneral(String digits) throws BackplaneException, Refusal {
    debugger.write(registers.write(hart(), digits));
    return Command.DONE;
  }

  private List<String> write(String assignment) throws BackplaneException, Refusal {
    List<String> parts = Fields.cut(assignment, '=');
    debugger.write(register(parts.getFirst()).write(hart(), parts.getLast()));
    return Command.DONE;
  }
}
