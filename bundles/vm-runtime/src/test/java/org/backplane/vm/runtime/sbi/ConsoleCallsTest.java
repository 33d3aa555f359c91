package org.backplane.vm.runtime.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleCallsTest {

  private static final long DBCN = 0x4442_434e;
  private static final long WRITE = 0;
  private static final long READ = 1;
  private static final long WRITE_BYTE = 2;
  private static final Result INVALID = new Result(-3, 0);

  private final SbiRig rig = new SbiRig(1);

  @Test
  void writesFromGuestMemory() {
    rig.ram.setString(8, "hello");
    assertThat(rig.call(DBCN, WRITE, 5, SbiRig.RAM + 8, 0)).isEqualTo(new Result(0, 5));
    assertThat(rig.output).hasToString("hello");
  }

  @Test
  void writesWhatThereIsRoomFor() {
    rig.ram.setString(0, "hello");
    rig.room = 3;
    assertThat(rig.call(DBCN, WRITE, 5, SbiRig.RAM, 0)).isEqualTo(new Result(0, 3));
    assertThat(rig.call(DBCN, WRITE, 2, SbiRig.RAM + 3, 0)).isEqualTo(new Result(0, 0));
    assertThat(rig.output).hasToString("hel");
  }

  @Test
  void aLongWriteEndsSoon() {
    assertThat(rig.call(DBCN, WRITE, SbiRig.RAM_BYTES, SbiRig.RAM, 0))
        .isEqualTo(new Result(0, 1024));
  }

  @Test
  void readsWhatHasCome() {
    rig.input.addAll(List.of(0x41, 0xff));
    assertThat(rig.call(DBCN, READ, 5, SbiRig.RAM + 8, 0)).isEqualTo(new Result(0, 2));
    assertThat(rig.ram.asSlice(8, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(0x41, -1, 0);
    assertThat(rig.call(DBCN, READ, 5, SbiRig.RAM + 8, 0)).isEqualTo(new Result(0, 0));
  }

  @Test
  void takesNoMoreThanFits() {
    rig.input.addAll(List.of(1, 2, 3));
    assertThat(rig.call(DBCN, READ, 2, SbiRig.RAM + SbiRig.RAM_BYTES - 2, 0))
        .isEqualTo(new Result(0, 2));
    assertThat(rig.input).containsExactly(3);
  }

  @Test
  void writesAByteOrFails() {
    rig.room = 1;
    assertThat(rig.call(DBCN, WRITE_BYTE, 0x1_0041)).isEqualTo(new Result(0, 0));
    assertThat(rig.call(DBCN, WRITE_BYTE, 'B')).isEqualTo(new Result(-1, 0));
    assertThat(rig.output).hasToString("A");
  }

  @ParameterizedTest
  @ValueSource(longs = {SbiRig.RAM_BYTES + 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aLengthBeyondMemoryIsRefused(long length) {
    rig.input.add(1);
    assertThat(rig.call(DBCN, WRITE, length, SbiRig.RAM, 0)).isEqualTo(INVALID);
    assertThat(rig.call(DBCN, READ, length, SbiRig.RAM, 0)).isEqualTo(INVALID);
    assertThat(rig.output).isEmpty();
    assertThat(rig.input).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, SbiRig.RAM - 1, SbiRig.RAM + SbiRig.RAM_BYTES - 7, -8, -1, 0x1000_0000})
  void anAddressOutsideOrAroundTheEndIsRefused(long address) {
    assertThat(rig.call(DBCN, WRITE, 8, address, 0)).isEqualTo(INVALID);
    assertThat(rig.call(DBCN, READ, 8, address, 0)).isEqualTo(INVALID);
  }

  @Test
  void anAddressBeyond64BitsIsRefused() {
    assertThat(rig.call(DBCN, WRITE, 1, SbiRig.RAM, 1)).isEqualTo(INVALID);
    assertThat(rig.call(DBCN, READ, 1, SbiRig.RAM, -1)).isEqualTo(INVALID);
  }

  @Test
  void romIsWrittenFromButNotReadInto() {
    rig.input.add(1);
    assertThat(rig.call(DBCN, WRITE, 4, SbiRig.ROM, 0)).isEqualTo(new Result(0, 4));
    assertThat(rig.call(DBCN, READ, 4, SbiRig.ROM, 0)).isEqualTo(INVALID);
    assertThat(rig.input).hasSize(1);
  }

  @Property
  void noArgumentsBringItDown(
      @ForAll @LongRange(min = 0, max = 2) long function,
      @ForAll long length,
      @ForAll long address,
      @ForAll @LongRange(min = 0, max = 1) long high) {
    Result answer = new SbiRig(1).call(DBCN, function, length, address, high);
    assertThat(answer.error()).isIn(0L, -3L);
    assertThat(answer.value()).isBetween(0L, 1024L);
  }
}
