package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.RingBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RingBufferTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void keepsWhatWasWrittenAcrossAnExchangeOfItsCode() throws Exception {
    try (var device = ring(8)) {
      var frontEnd = new RecordingFrontEnd(1);
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("abc"), SOON);
      device.exchange();
      assertThat(taken(device, 2)).isEqualTo("ab");
      device.exchange();
      assertThat(taken(device, 99)).isEqualTo("c");
      assertThat(taken(device, 99)).isEmpty();
    }
  }

  @Test
  void theOldestBytesMakeRoom() throws Exception {
    try (var device = ring(4)) {
      ((RingBuffer) device.code()).put(bytes("abcdef"));
      assertThat(taken(device, 99)).isEqualTo("cdef");
      ((RingBuffer) device.code()).put(bytes("0123456789"));
      assertThat(taken(device, 1)).isEqualTo("6");
    }
  }

  @Test
  void itsMemoryIsNotTouchedOnceItsCodeHasEnded() throws Exception {
    var frontEnd = new RecordingFrontEnd(1);
    var device = ring(8);
    var code = (RingBuffer) device.code();
    code.attach(frontEnd);
    Connection connection = frontEnd.awaitOpened();
    device.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> code.take(ByteBuffer.allocate(1)))
        .withMessage("the ring's code has ended");
    assertThatIllegalStateException().isThrownBy(() -> code.put(bytes("x")));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connection.write(bytes("x"), SOON));
  }

  @Test
  void itsOldNameWillDo() throws Exception {
    try (var device = Device.of(new MemoryFactory(), "r", Map.of("size", 8))) {
      ((RingBuffer) device.code()).put(bytes("abc"));
      device.exchange();
      assertThat(taken(device, 99)).isEqualTo("abc");
      assertThat(device.code().filename()).isEqualTo("ringbuf");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 65537, 1L << 31, -1})
  void aSizeThatIsNoPowerOfTwoIsRefused(long size) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Device.of(new RingBufferFactory(), "r", Map.of("size", size)))
        .withMessageContaining("power of two");
  }

  /** It always holds the tail of everything written, less what was taken. */
  @Property
  void isTheTailOfAllThatWasWritten(
      @ForAll @IntRange(max = 6) int power,
      @ForAll @Size(max = 30) List<@IntRange(min = -40, max = 150) Integer> steps) {
    int size = 1 << power;
    var ring = new Ring(Arena.ofAuto().allocate(Ring.memoryBytes(size), Long.BYTES), size);
    var model = new StringBuilder();
    int next = 0;
    for (int step : steps) {
      if (step >= 0) {
        var text = new StringBuilder();
        for (int i = 0; i < step; i++) {
          text.append((char) ('a' + next++ % 26));
        }
        ring.put(bytes(text.toString()));
        model.append(text);
        model.delete(0, Math.max(0, model.length() - size));
      } else {
        ByteBuffer target = ByteBuffer.allocate(-step);
        ring.take(target);
        String expected = model.substring(0, Math.min(-step, model.length()));
        assertThat(text(target)).isEqualTo(expected);
        model.delete(0, expected.length());
      }
    }
  }

  private static Device ring(long size) throws Exception {
    return Device.of(new RingBufferFactory(), "r", Map.of("size", size));
  }

  private static String taken(Device device, int most) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(most);
    ((RingBuffer) device.code()).take(target);
    return text(target);
  }

  private static String text(ByteBuffer filled) {
    return StandardCharsets.UTF_8.decode(filled.flip()).toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
