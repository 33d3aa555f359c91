package org.backplane.monitor.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.cpu.ControlRegister;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.RegisterNames;

/** A hart's registers as people are used to see them: four to a line. */
public final class HartLines {

  private static final int PER_LINE = 4;
  private static final int REGISTERS = 32;

  private static final List<ControlRegister> SHOWN =
      List.of(
          ControlRegister.MHARTID,
          ControlRegister.MSTATUS,
          ControlRegister.MIP,
          ControlRegister.MIE,
          ControlRegister.MIDELEG,
          ControlRegister.MEDELEG,
          ControlRegister.MTVEC,
          ControlRegister.STVEC,
          ControlRegister.MEPC,
          ControlRegister.SEPC,
          ControlRegister.MCAUSE,
          ControlRegister.SCAUSE,
          ControlRegister.MTVAL,
          ControlRegister.STVAL,
          ControlRegister.MSCRATCH,
          ControlRegister.SSCRATCH,
          ControlRegister.SATP);

  private HartLines() {}

  /** All lines of a hart. */
  public static List<String> of(HartState hart) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("CPU#" + hart.hartId());
    lines.add(entry("pc", hart.pc()));
    lines.add(entry("priv", hart.privilege()));
    for (ControlRegister register : SHOWN) {
      OptionalLong value = register.read(hart);
      if (value.isPresent()) {
        lines.add(entry(register.label(), value.getAsLong()));
      }
    }
    lines.addAll(table(n -> entry("x" + n + "/" + RegisterNames.INTEGER.get(n), hart.x().get(n))));
    lines.addAll(table(n -> entry("f" + n + "/" + RegisterNames.FLOAT.get(n), hart.f().get(n))));
    return lines;
  }

  private static String entry(String name, long value) {
    return " %-8s %016x".formatted(name, value);
  }

  private static List<String> table(IntFunction<String> entries) {
    return IntStream.range(0, REGISTERS / PER_LINE)
        .mapToObj(
            line ->
                IntStream.range(line * PER_LINE, (line + 1) * PER_LINE)
                    .mapToObj(entries)
                    .collect(Collectors.joining()))
        .toList();
  }
}
