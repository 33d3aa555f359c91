package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Index;

/** Control data and names, as the kernel writes them and as it never would. */
class SocketMessageTest {

  @Property
  void descriptorsComeOutAsTheyWentIn(@ForAll @Size(max = 16) List<Integer> numbers) {
    byte[] control = SocketMessage.encode(numbers);
    assertThat(control.length % 8).isZero();
    assertThat(SocketMessage.decode(ByteBuffer.wrap(control))).isEqualTo(numbers);
  }

  @Property
  void truncatedControlDataGivesNoneOrWhole(
      @ForAll @Size(min = 1, max = 16) List<Integer> numbers, @ForAll @IntRange(max = 79) int cut) {
    byte[] control = SocketMessage.encode(numbers);
    byte[] truncated = Arrays.copyOf(control, Math.min(cut, control.length - 1));
    assertThat(SocketMessage.decode(ByteBuffer.wrap(truncated))).isIn(List.of(), numbers);
  }

  @Property
  void anyControlDataIsReadToAnEnd(@ForAll @Size(max = 100) byte[] control) {
    assertThat(SocketMessage.decode(ByteBuffer.wrap(control))).hasSizeLessThan(25);
  }

  @Property
  void otherControlDataIsSkipped(@ForAll int other, @ForAll @Size(max = 8) byte[] content) {
    ByteBuffer both = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    both.putLong(16 + content.length).putInt(1).putInt(other == 1 ? 2 : other);
    both.put(content);
    both.position(16 + (content.length + 7) / 8 * 8);
    both.put(SocketMessage.encode(List.of(7)));
    assertThat(SocketMessage.decode(both.flip())).containsExactly(7);
  }

  @Example
  void lengthsOfOtherworldlyEntriesAreRefused() {
    for (long length : new long[] {0, 15, 25, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      ByteBuffer control = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
      control.putLong(length).putInt(1).putInt(1).putInt(3).flip();
      assertThat(SocketMessage.decode(control.limit(24))).as("length %d", length).isEmpty();
    }
  }

  @Example
  void namesHaveTheKernelsForm() throws Exception {
    assertThat(SocketName.encode(new SocketName.File(Path.of("/a"))))
        .containsExactly(1, 0, '/', 'a');
    assertThat(SocketName.encode(new SocketName.Abstract("ab", true)))
        .containsExactly(1, 0, 0, 'a', 'b');
    assertThat(SocketName.encode(new SocketName.Abstract("ab", false)))
        .hasSize(110)
        .startsWith(1, 0, 0, 'a', 'b', 0);
    var four = new InetSocketAddress(InetAddress.getByName("1.2.3.4"), 0x1234);
    assertThat(SocketName.encode(new SocketName.Inet(four)))
        .containsExactly(2, 0, 0x12, 0x34, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0);
    var six = new InetSocketAddress(InetAddress.getByName("::1"), 1);
    byte[] encoded = SocketName.encode(new SocketName.Inet(six));
    assertThat(encoded).hasSize(28).startsWith(10, 0, 0, 1).contains(1, Index.atIndex(23));
    for (SocketName name :
        List.of(
            new SocketName.File(Path.of("/run/ä")),
            new SocketName.Abstract("ab", true),
            new SocketName.Abstract("ab", false),
            new SocketName.Inet(four),
            new SocketName.Inet(six))) {
      byte[] bytes = SocketName.encode(name);
      assertThat(SocketName.decode(bytes, bytes.length)).isEqualTo(name);
    }
  }

  @Property
  void anyAddressIsReadAsAName(
      @ForAll @Size(max = 112) byte[] address, @ForAll @IntRange(max = 200) int length) {
    assertThat(SocketName.decode(address, length)).isNotNull();
  }
}
