package org.backplane.gdb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.backplane.api.cpu.ControlRegister;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.RegisterNames;

/**
 * The registers of a hart in their order: it gives them their numbers, the description that a
 * debugger reads, and the layout of the packets that carry all general ones at once.
 */
final class RegisterFile {

  private static final String FLOAT_TYPE = "riscv_double";
  private static final int MACHINE_MODE = 3;
  private static final List<ControlRegister> FLOAT_CONTROL =
      List.of(ControlRegister.FFLAGS, ControlRegister.FRM, ControlRegister.FCSR);

  private final List<Feature> features =
      List.of(
          new Feature("cpu", "", general()),
          new Feature(
              "fpu",
              "<union id='"
                  + FLOAT_TYPE
                  + "'><field name='float' type='ieee_single'/>"
                  + "<field name='double' type='ieee_double'/></union>",
              floating()),
          new Feature("csr", "", control()),
          new Feature("virtual", "", List.of(privilege())));
  private final List<Register> all =
      features.stream().flatMap(feature -> feature.registers().stream()).toList();
  private final String description = describe();

  /**
   * Registers that belong together.
   *
   * @param name the last word of its name
   * @param types types that its registers need
   */
  private record Feature(String name, String types, List<Register> registers) {}

  private static List<Register> general() {
    Stream<Register> integers = IntStream.range(0, 32).mapToObj(RegisterFile::integer);
    var pc =
        new Register(
            "pc",
            "code_ptr",
            hart -> OptionalLong.of(hart.pc()),
            (hart, value) -> Optional.of(HartChange.pc(hart, value)));
    return Stream.concat(integers, Stream.of(pc)).toList();
  }

  private static Register integer(int number) {
    String name = RegisterNames.INTEGER.get(number);
    String type =
        switch (name) {
          case "ra" -> "code_ptr";
          case "sp", "gp", "tp", "s0" -> "data_ptr";
          default -> "int";
        };
    return new Register(
        name.equals("s0") ? "fp" : name,
        type,
        hart -> OptionalLong.of(hart.x().get(number)),
        (hart, value) -> Optional.of(HartChange.integer(hart, number, value)));
  }

  private static List<Register> floating() {
    Stream<Register> registers =
        IntStream.range(0, 32)
            .mapToObj(
                number ->
                    new Register(
                        RegisterNames.FLOAT.get(number),
                        FLOAT_TYPE,
                        hart -> OptionalLong.of(hart.f().get(number)),
                        (hart, value) -> Optional.of(HartChange.floating(hart, number, value))));
    return Stream.concat(registers, FLOAT_CONTROL.stream().map(RegisterFile::control)).toList();
  }

  private static List<Register> control() {
    return Stream.of(ControlRegister.values())
        .filter(register -> !FLOAT_CONTROL.contains(register))
        .map(RegisterFile::control)
        .toList();
  }

  private static Register control(ControlRegister register) {
    return new Register(register.label(), "int", register::read, register::write);
  }

  private static Register privilege() {
    return new Register(
        "priv",
        "int",
        hart -> OptionalLong.of(hart.privilege()),
        (hart, value) ->
            value == 0 || value == 1 || value == MACHINE_MODE
                ? Optional.of(HartChange.privilege(hart, (int) value))
                : Optional.empty());
  }

  /** A register by its number. */
  Register get(int number) throws Refusal {
    if (number >= all.size()) {
      throw Refusal.invalid();
    }
    return all.get(number);
  }

  int size() {
    return all.size();
  }

  private List<Register> generalOnes() {
    return features.getFirst().registers();
  }

  /** All general registers at once. */
  String digits(HartState hart) {
    var digits = new StringBuilder();
    generalOnes().forEach(register -> digits.append(register.digits(hart)));
    return digits.toString();
  }

  /** The hart with all its general registers changed. */
  HartState write(HartState hart, String digits) throws Refusal {
    if (digits.length() != generalOnes().size() * Register.DIGITS) {
      throw Refusal.invalid();
    }
    HartState changed = hart;
    int at = 0;
    for (Register register : generalOnes()) {
      changed = register.write(changed, digits.substring(at, at + Register.DIGITS));
      at += Register.DIGITS;
    }
    return changed;
  }

  /** The target description. */
  String description() {
    return description;
  }

  private String describe() {
    var text = new StringBuilder("<?xml version='1.0'?><!DOCTYPE target SYSTEM 'gdb-target.dtd'>");
    text.append("<target version='1.0'><architecture>riscv:rv64</architecture>");
    for (Feature feature : features) {
      text.append("<feature name='org.gnu.gdb.riscv.").append(feature.name()).append("'>");
      text.append(feature.types());
      for (Register register : feature.registers()) {
        text.append(
            "<reg name='%s' bitsize='64' type='%s'/>".formatted(register.name(), register.type()));
      }
      text.append("</feature>");
    }
    return text.append("</target>").toString();
  }
}
