package org.backplane.vm.runtime.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.vm.runtime.trace.TraceRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All extensions but the console. */
class MachineBinaryTest {

  private static final long BASE = 0x10;
  private static final long TIME = 0x5449_4d45;
  private static final long IPI = 0x73_5049;
  private static final long RFENCE = 0x5246_4e43;
  private static final long HSM = 0x48_534d;
  private static final long SRST = 0x5352_5354;

  private static final Result DONE = new Result(0, 0);
  private static final Result FAILED = new Result(-1, 0);
  private static final Result NOT_SUPPORTED = new Result(-2, 0);
  private static final Result INVALID = new Result(-3, 0);

  private final SbiRig rig = new SbiRig(3);

  @Test
  void callsAreToldWithTheirAnswers() {
    var recorder = new TraceRecorder().on(rig.trace);
    rig.call(BASE, 3, TIME);
    rig.call(-1, 7, 1, 2);
    assertThat(recorder.taken())
        .containsExactly(
            "riscv_sbi_call 0 0x10 3 0x54494d45 0x0 0 0x1",
            "riscv_sbi_call 0 0xffffffffffffffff 7 0x1 0x2 -2 0x0");
  }

  @Test
  void theBaseTellsVersionsAndIdentities() {
    assertThat(rig.call(BASE, 0)).isEqualTo(new Result(0, 0x200_0000));
    assertThat(rig.call(BASE, 1)).isEqualTo(new Result(0, 0x4250));
    assertThat(rig.call(BASE, 2)).isEqualTo(new Result(0, 1));
    for (int identity = 4; identity <= 6; identity++) {
      assertThat(rig.call(BASE, identity)).isEqualTo(DONE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {BASE, TIME, IPI, RFENCE, HSM, SRST, 0x4442_434e})
  void theProbeFindsWhatIsThere(long extension) {
    assertThat(rig.call(BASE, 3, extension)).isEqualTo(new Result(0, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 8, 15, 0x5355_5350, 0x4350_5043, 0x50_4d55, -1, TIME | 1L << 32})
  void whatIsNotThereIsNeitherFoundNorAnswered(long extension) {
    assertThat(rig.call(BASE, 3, extension)).isEqualTo(DONE);
    assertThat(rig.call(extension, 0, 'x')).isEqualTo(NOT_SUPPORTED);
    assertThat(rig.log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0x10, 7",
    "0x54494d45, 1",
    "0x735049, 1",
    "0x52464e43, 3",
    "0x48534d, 4",
    "0x53525354, 1",
    "0x4442434e, 3",
    "0x10, -1",
    "0x735049, 4294967296",
    "0x52464e43, -9223372036854775808"
  })
  void anUnknownFunctionIsNotSupported(String extension, long function) {
    assertThat(rig.call(Long.decode(extension), function)).isEqualTo(NOT_SUPPORTED);
    assertThat(rig.log).isEmpty();
  }

  @Test
  void theTimerIsThatOfTheCaller() {
    assertThat(rig.call(TIME, 0, 5)).isEqualTo(DONE);
    assertThat(rig.call(TIME, 0, -1)).isEqualTo(DONE);
    assertThat(rig.log).containsExactly("timer 0: 5", "timer 0: 18446744073709551615");
  }

  @Test
  void anInterruptIsAPulseForEachHartOfTheMask() {
    assertThat(rig.call(IPI, 0, 0b101, 0)).isEqualTo(DONE);
    assertThat(rig.log)
        .containsExactly(
            "hart 0 SUPERVISOR_SOFTWARE high",
            "hart 0 SUPERVISOR_SOFTWARE low",
            "hart 2 SUPERVISOR_SOFTWARE high",
            "hart 2 SUPERVISOR_SOFTWARE low");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void aFenceReachesEachHartOfTheMask(long function) {
    assertThat(rig.call(RFENCE, function, 0b11, 1, 0x1000, -1, 7)).isEqualTo(DONE);
    assertThat(rig.log).containsExactly("hart 1 flushed", "hart 2 flushed");
  }

  @Test
  void baseMinusOneMeansAllHartsWhateverTheMask() {
    assertThat(rig.call(RFENCE, 0, 0, -1)).isEqualTo(DONE);
    assertThat(rig.call(RFENCE, 0, -1, -1)).isEqualTo(DONE);
    assertThat(rig.log).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "0b1000, 0",
    "0b100, 1",
    "1, 3",
    "0, 3",
    "1, -2",
    "0, -9223372036854775808",
    "-1, 0",
    "-9223372036854775808, 0",
    "1, 9223372036854775807",
    "-1, 9223372036854775807"
  })
  void aMaskBeyondTheHartsReachesNone(String mask, long base) {
    long bits = mask.startsWith("0b") ? Long.parseLong(mask.substring(2), 2) : Long.parseLong(mask);
    assertThat(rig.call(IPI, 0, bits, base)).isEqualTo(INVALID);
    assertThat(rig.call(RFENCE, 1, bits, base)).isEqualTo(INVALID);
    assertThat(rig.log).isEmpty();
  }

  @Test
  void anEmptyMaskReachesNoneWithoutAnError() {
    assertThat(rig.call(IPI, 0, 0, 2)).isEqualTo(DONE);
    assertThat(rig.log).isEmpty();
  }

  @Test
  void hartsAreStartedAndStaySo() {
    assertThat(rig.call(HSM, 0, 0, SbiRig.RAM, 1)).isEqualTo(new Result(-6, 0));
    assertThat(rig.call(HSM, 2, 2)).isEqualTo(DONE);
    assertThat(rig.call(HSM, 1)).isEqualTo(FAILED);
    assertThat(rig.call(HSM, 3, 0, 0, 0)).isEqualTo(NOT_SUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, -1, Long.MIN_VALUE, 1L << 32})
  void aHartThatDoesNotExistIsRefused(long hart) {
    assertThat(rig.call(HSM, 0, hart, SbiRig.RAM, 1)).isEqualTo(INVALID);
    assertThat(rig.call(HSM, 2, hart)).isEqualTo(INVALID);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, off", "0, 1, fail 1", "1, 0, reset 0", "2, 0, reset 0", "1, 1, reset 1"})
  void thePowerSwitchIsUsed(long type, long reason, String done) {
    assertThat(rig.call(SRST, 0, type, reason)).isEqualTo(DONE);
    assertThat(rig.log).containsExactly(done);
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "-1, 0", "0, 2", "1, -1", "0xf0000000, 0", "0, 0xe0000000"})
  void anUnknownKindOfResetIsRefused(String type, String reason) {
    assertThat(rig.call(SRST, 0, Long.decode(type), Long.decode(reason))).isEqualTo(INVALID);
    assertThat(rig.log).isEmpty();
  }
}
