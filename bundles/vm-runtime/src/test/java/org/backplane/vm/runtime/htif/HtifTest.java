package org.backplane.vm.runtime.htif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.vm.runtime.boot.HostSymbols;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtifTest {

  private static final long PRINT = 0x0101L << 48;

  private final TestHost host = new TestHost();

  @Test
  void aSilentProgramIsLeftAlone() throws GuestMemoryException {
    assertThat(host.htif.poll()).isFalse();
    assertThat(host.fromhost()).isZero();
  }

  @Test
  void oneIsSuccess() throws GuestMemoryException {
    host.says(1);
    assertThat(host.htif.poll()).isFalse();
    assertThat(host.power).containsExactly("off");
    assertThat(host.htif.over()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "85, 42", "509, 254", "511, 255", "513, 255", "-1, 255"})
  void otherOddWordsAreTheNumberOfTheFailedTest(long word, int status) throws Exception {
    host.says(word);
    host.htif.poll();
    assertThat(host.power).containsExactly("fail " + status);
  }

  @Test
  void anEndIsToldOnce() throws GuestMemoryException {
    host.says(1);
    host.htif.poll();
    host.says(3);
    assertThat(host.htif.poll()).isFalse();
    assertThat(host.power).hasSize(1);
  }

  @Test
  void charactersArePrintedAndTaken() throws GuestMemoryException {
    for (byte character : "A!".getBytes(StandardCharsets.US_ASCII)) {
      host.says(PRINT | character);
      assertThat(host.htif.poll()).isTrue();
      assertThat(host.tohost()).isZero();
    }
    assertThat(host.printed()).isEqualTo("A!");
    assertThat(host.power).isEmpty();
    assertThat(host.fromhost()).isZero();
  }

  @Test
  void aFullConsoleMakesTheGuestWait() throws GuestMemoryException {
    host.room = 0;
    host.says(PRINT | 'x');
    assertThat(host.htif.poll()).isFalse();
    assertThat(host.tohost()).isNotZero();
    host.room = 1;
    assertThat(host.htif.poll()).isTrue();
    assertThat(host.tohost()).isZero();
    assertThat(host.printed()).isEqualTo("x");
  }

  @Test
  void writeIsAnsweredWhenAllIsPrinted() throws GuestMemoryException {
    host.memory.write(TestHost.BASE, "hello".getBytes(StandardCharsets.US_ASCII));
    host.room = 2;
    host.calls(64, 1, TestHost.BASE, 5);
    assertThat(host.htif.poll()).isTrue();
    assertThat(host.fromhost()).isZero();
    host.room = 100;
    assertThat(host.htif.poll()).isTrue();
    assertThat(host.printed()).isEqualTo("hello");
    assertThat(host.answer()).isEqualTo(5);
    assertThat(host.tohost()).isZero();
    assertThat(host.fromhost()).isOne();
  }

  @Test
  void aLongWriteIsCutShort() throws GuestMemoryException {
    host.calls(64, 2, TestHost.BASE, 200_000);
    host.htif.poll();
    assertThat(host.answer()).isEqualTo(65_536);
    assertThat(host.printed()).hasSize(65_536);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 0, 0x80000000, 1, -9",
    "64, 3, 0x80000000, 1, -9",
    "64, 1, 0, 1, -14",
    "64, 1, 0x8003ffff, 2, -14",
    "64, 1, 0x80000000, 0x40001, -14",
    "64, 1, 0x80000000, -1, -14",
    "64, 1, -1, 1, -14",
    "64, 1, -1, 2, -14",
    "64, 1, 0x80000000, 0x7fffffffffffffff, -14",
    "64, 1, 0, 0, 0",
    "63, 1, 0x80000000, 1, -38",
    "0, 0, 0, 0, -38"
  })
  void whatCannotBeDoneIsAnsweredWithAnError(
      String number, String a0, String a1, String a2, long answer) throws GuestMemoryException {
    host.calls(Long.decode(number), Long.decode(a0), Long.decode(a1), Long.decode(a2));
    host.htif.poll();
    assertThat(host.answer()).isEqualTo(answer);
    assertThat(host.tohost()).isZero();
    assertThat(host.fromhost()).isOne();
    assertThat(host.printed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 0x8003_fffcL, 0xffff_ffff_fffeL, 0x0100_0000_0000_0041L, 1L << 63})
  void whatMeansNothingIsTaken(long word) throws GuestMemoryException {
    host.says(word);
    assertThat(host.htif.poll()).isTrue();
    assertThat(host.tohost()).isZero();
    assertThat(host.power).isEmpty();
  }

  @Test
  void aProgramWithoutFromhostIsAnswered() throws GuestMemoryException {
    var deaf =
        new TestHost(
            new HostSymbols(TestHost.TOHOST, OptionalLong.empty(), Optional.empty()),
            Optional.empty());
    deaf.calls(64, 1, TestHost.BASE, 3);
    deaf.htif.poll();
    assertThat(deaf.answer()).isEqualTo(3);
    assertThat(deaf.fromhost()).isZero();
  }

  @Test
  void theNextGuestFindsNothingSaid() throws GuestMemoryException {
    host.calls(64, 1, TestHost.BASE, 5);
    host.memory.setU64(TestHost.FROMHOST, 1);
    host.htif.begin();
    assertThat(host.htif.poll()).isFalse();
    assertThat(host.printed()).isEmpty();
    assertThat(host.tohost()).isZero();
    assertThat(host.fromhost()).isZero();
  }

  @Test
  void memoryThatHasGoneIsSurvived() throws GuestMemoryException {
    host.room = 0;
    host.calls(64, 1, TestHost.BASE, 5);
    host.htif.poll();
    host.memory.replace(List.of());
    assertThat(host.htif.poll()).isFalse();
    host.htif.begin();
  }
}
