package org.backplane.cpu.riscv.isa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.backplane.cpu.riscv.Assembler;
import org.junit.jupiter.api.Test;

/** Every instruction is executed by a row of the table of single instructions. */
class ExecutionCoverageTest {

  /** Executed by CacheBlockTest and BoundaryTest, as the table's origin does not have it. */
  private static final Set<Instruction> ELSEWHERE = EnumSet.of(Instruction.CBO_ZERO);

  private static List<Integer> words() throws IOException {
    var table = Objects.requireNonNull(Assembler.class.getResourceAsStream("execution.csv"));
    try (var lines = new BufferedReader(new InputStreamReader(table, UTF_8))) {
      return lines
          .lines()
          .skip(1)
          .map(line -> Integer.parseUnsignedInt(line.split(";", -1)[1], 16))
          .toList();
    }
  }

  @Test
  void everyInstructionIsInTheTable() throws IOException {
    var decoder = new Decoder();
    var executed = EnumSet.copyOf(ELSEWHERE);
    words().forEach(word -> executed.add(Operation.instruction(decoder.decode(word))));
    assertThat(EnumSet.complementOf(executed)).isEmpty();
  }

  @Test
  void everyCompressedRowIsInTheTable() throws IOException {
    var executed = EnumSet.noneOf(Compressed.class);
    words().stream()
        .filter(Decoder::isCompressed)
        .forEach(
            word ->
                Arrays.stream(Compressed.values())
                    .filter(row -> row.matches(word))
                    .findFirst()
                    .ifPresent(executed::add));
    assertThat(EnumSet.complementOf(executed)).isEmpty();
  }
}
