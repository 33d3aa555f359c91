package org.backplane.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketReaderTest {

  private final PacketReader reader = new PacketReader();
  private final List<Input> inputs = new ArrayList<>();

  /** An instance of this class serves all tries of a property. */
  @BeforeTry
  void begin() {
    read("##00");
    inputs.clear();
  }

  private List<Input> read(byte[] bytes) {
    reader.read(ByteBuffer.wrap(bytes), inputs::add);
    return inputs;
  }

  private List<Input> read(String bytes) {
    return read(bytes.getBytes(Packets.BYTES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$g#67       | g",
        "$G#47       | G",
        "+$?#3f      | ?",
        "noise$g#67  | g",
        "$lost$g#67  | g",
        "$a}]b#9d    | a}b",
      })
  void readsAPacket(String bytes, String body) {
    if (bytes.contains("]")) {
      int sum = "a}]b".chars().sum() & 0xff;
      assertThat(read("$a}]b#%02x".formatted(sum))).containsExactly(new Input.Packet(body));
    } else {
      assertThat(read(bytes)).containsExactly(new Input.Packet(body));
    }
  }

  @ParameterizedTest
  @CsvSource({"$g#68", "$g#6x", "$g#x7", "$#01", "$g##67"})
  void tellsOfDamage(String bytes) {
    assertThat(read(bytes).getFirst()).isEqualTo(new Input.Damaged());
  }

  @Test
  void readsAnInterruptBetweenPacketsOnly() {
    assertThat(read("\3$\3#03-"))
        .containsExactly(new Input.Interrupt(), new Input.Packet("\3"), new Input.Again());
  }

  @Test
  void aPacketThatIsTooLongIsDamaged() {
    String longest = "0".repeat(Packets.MAX_BODY);
    read(Packets.encode(longest));
    read(Packets.encode(longest + "0"));
    read("$g#67");

    assertThat(inputs)
        .containsExactly(new Input.Packet(longest), new Input.Damaged(), new Input.Packet("g"));
  }

  @Property
  void whatIsEncodedIsRead(
      @ForAll @Size(max = 40) List<@IntRange(max = 255) Integer> bytes,
      @ForAll @IntRange(min = 1, max = 50) int chunk) {
    var body = new StringBuilder();
    bytes.forEach(b -> body.append((char) (int) b));
    byte[] packet = Packets.encode(body.toString());
    for (int at = 0; at < packet.length; at += chunk) {
      reader.read(ByteBuffer.wrap(packet, at, Math.min(chunk, packet.length - at)), inputs::add);
    }

    assertThat(inputs).containsExactly(new Input.Packet(body.toString()));
  }

  @Property
  void takesAnything(@ForAll byte[] noise) {
    read(noise);
    inputs.clear();
    read("##00$g#67"); // whatever was open ends, and the next packet is whole

    assertThat(inputs).endsWith(new Input.Packet("g"));
  }

  @Property(tries = 200)
  void knowsNoPacketThatWasNotSent(@ForAll byte[] noise) {
    for (Input input : read(noise)) {
      if (input instanceof Input.Packet(String body)) {
        assertThat(new String(noise, Packets.BYTES)).contains("#");
        assertThat(body.length()).isLessThan(noise.length);
      }
    }
  }
}
