package org.backplane.cpu.riscv.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpcodeTest {

  static Stream<Field> opcodes() {
    return Arrays.stream(Opcode.class.getFields());
  }

  @ParameterizedTest
  @MethodSource("opcodes")
  @SuppressWarnings("EnumOrdinal")
  void numberIsThePlaceOfTheInstructionOfThatName(Field opcode) throws IllegalAccessException {
    assertThat(opcode.getInt(null)).isEqualTo(Instruction.valueOf(opcode.getName()).ordinal());
  }
}
