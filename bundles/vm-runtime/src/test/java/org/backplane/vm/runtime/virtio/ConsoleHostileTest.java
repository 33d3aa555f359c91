package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import org.backplane.vm.runtime.serial.ScriptedPeer;

/** A driver that sends nonsense harms nobody but itself. */
final class ConsoleHostileTest {

  private static final int PLENTY = 1 << 20;

  private static ConsoleGuest guest() throws Exception {
    var guest = new ConsoleGuest(3);
    guest.chardevs.add("c0").open(new ScriptedPeer(1, PLENTY));
    guest.chardevs.add("c1").open(new ScriptedPeer(2, PLENTY));
    guest.console(ConsoleGuest.on("c0"));
    guest.serialPort(ConsoleGuest.on("c1", "org.x"));
    return guest;
  }

  @Provide
  Arbitrary<ByteBuffer> messages() {
    Arbitrary<ByteBuffer> halfRight =
        Combinators.combine(
                Arbitraries.of(0L, 1L, 2L, 3L, 0xffff_ffffL, 0x8000_0000L),
                Arbitraries.of(ConsoleEvent.values()),
                Arbitraries.of(0, 1, 0xffff))
            .as((port, event, value) -> new ControlMessage(port, event, value).bytes());
    Arbitrary<ByteBuffer> bytes =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(20).map(ByteBuffer::wrap);
    return Arbitraries.frequencyOf(Tuple.of(3, halfRight), Tuple.of(1, bytes));
  }

  @Property(tries = 500)
  void anyMessagesAreSurvived(
      @ForAll @Size(max = 40) List<@From("messages") ByteBuffer> messages,
      @ForAll @IntRange(max = 24) int buffers)
      throws Exception {
    try (var guest = guest()) {
      guest.bringUp(VirtioSerial.MULTIPORT);
      guest.listen(buffers);
      for (ByteBuffer message : messages) {
        guest.say(message.duplicate());
        assertThat(guest.sentMessages()).isOne();
      }
      assertThat(guest.needsReset()).isFalse();
      List<String> heard = guest.heard();
      assertThat(heard).hasSizeLessThanOrEqualTo(buffers);
      assertThat(heard).allMatch(text -> text.startsWith("0 ") || text.startsWith("1 "));
      Statistics.collect(heard.isEmpty() ? "silent" : "talks");
      assertWorks(guest);
    }
  }

  /** A chain for a queue, of buffers that lie anywhere. */
  record Chain(int queue, List<Descriptor> buffers) {}

  @Provide
  Arbitrary<Chain> chains() {
    Arbitrary<Descriptor> descriptors =
        Combinators.combine(
                Arbitraries.of(Rig.BUFFERS, Rig.BUFFERS + 1, Rig.BUFFERS, Rig.ROM, 0L, -1L),
                Arbitraries.of(1L, 4L, 8L, 64L, 5000L, 0L, 0xffff_ffffL),
                Arbitraries.of(0, Descriptor.WRITE, Descriptor.WRITE, Descriptor.INDIRECT))
            .as((address, length, flags) -> new Descriptor(address, length, flags, 0));
    return Combinators.combine(
            Arbitraries.integers().between(0, 7), descriptors.list().ofMinSize(1).ofMaxSize(3))
        .as(Chain::new);
  }

  @Property(tries = 1000)
  void anyChainsStopTheDeviceOrAreServed(
      @ForAll @Size(min = 1, max = 10) List<@From("chains") Chain> chains) throws Exception {
    try (var guest = guest()) {
      guest.bringUpPorts(0, 1);
      for (Chain chain : chains) {
        guest.post(chain.queue(), chain.buffers().toArray(Descriptor[]::new));
        guest.rig.settle();
      }
      boolean broken = guest.needsReset();
      Statistics.collect(broken ? "stopped" : "served");
      int bits = guest.rig.driver.serveInterrupt();
      if (broken) {
        assertThat(bits & InterruptOutput.CONFIG_CHANGE).isNotZero();
      }
      assertWorks(guest);
      assertThat(guest.rig.memory.u64(Rig.ROM)).isZero();
    }
  }

  @Example
  void aBufferThatIsTooSmallForAMessageNeedsAReset() throws Exception {
    try (var guest = guest()) {
      guest.bringUp(VirtioSerial.MULTIPORT);
      guest.post(ConsoleControl.RECEIVE_QUEUE, GuestRing.writable(Rig.BUFFERS, 7));
      guest.say(0, ConsoleEvent.DEVICE_READY, 1);
      assertThat(guest.rig.transport.state())
          .isEqualTo("needs reset: queue 2: a buffer of 7 bytes for a message");
      assertWorks(guest);
    }
  }

  @Example
  void aBufferForInputThatCannotBeWrittenNeedsAReset() throws Exception {
    try (var guest = guest()) {
      guest.bringUpPorts(0);
      guest.post(0, GuestRing.readable(Rig.BUFFERS, 7));
      guest.chardevs.get("c0").send("x");
      guest.rig.settle();
      assertThat(guest.rig.transport.state())
          .isEqualTo("needs reset: queue 0: a buffer for input that cannot be written to");
      assertWorks(guest);
    }
  }

  /** Whatever happened, the next driver has a device that works. */
  private static void assertWorks(ConsoleGuest guest) throws Exception {
    guest.bringUp(VirtioSerial.MULTIPORT);
    guest.listen(8);
    guest.say(0, ConsoleEvent.DEVICE_READY, 1);
    assertThat(guest.heard()).containsExactly("0 DEVICE_ADD 1", "1 DEVICE_ADD 1");
    guest.send(0, "still here");
    assertThat(guest.sent(0)).isOne();
  }
}
