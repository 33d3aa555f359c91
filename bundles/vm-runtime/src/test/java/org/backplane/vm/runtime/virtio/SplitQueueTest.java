package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.backplane.api.cpu.RamBlock;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.junit.jupiter.api.Test;

final class SplitQueueTest {

  private static final long RAM = 0x8000_0000L;
  private static final long TABLE = RAM + 0x1000;
  private static final long DATA = RAM + 0x8000;
  private static final int SIZE = 8;

  private final GuestMemory memory =
      new GuestMemory(
          List.of(new RamBlock(RAM, MemorySegment.ofArray(new long[0x1_0000 / 8]), true)));
  private final RingLayout layout = new RingLayout(SIZE, RAM, RAM + 0x200, RAM + 0x300);

  private SplitQueue queue(long features) throws QueueError {
    return new SplitQueue(0, layout, memory, features, Probes.unread("d0"));
  }

  private GuestRing ring(long features) throws Exception {
    return new GuestRing(memory, layout, Feature.EVENT_IDX.in(features));
  }

  @Test
  void aChainIsReadThenWrittenAcrossItsBuffers() throws Exception {
    GuestRing ring = ring(0);
    SplitQueue queue = queue(0);
    memory.write(DATA, new byte[] {1, 2, 3, 4, 5});
    int head =
        ring.post(
            GuestRing.readable(DATA, 2),
            GuestRing.readable(DATA + 2, 3),
            GuestRing.writable(DATA + 100, 3),
            GuestRing.writable(DATA + 200, 10));

    DescriptorChain chain = queue.pop().orElseThrow();
    assertThat(chain.readableBytes()).isEqualTo(5);
    assertThat(chain.writableBytes()).isEqualTo(13);
    ByteBuffer four = ByteBuffer.allocate(4);
    assertThat(queue.read(chain, four)).isEqualTo(4);
    assertThat(four.array()).containsExactly(1, 2, 3, 4);
    assertThat(queue.read(chain, ByteBuffer.allocate(4))).isEqualTo(1);

    assertThat(queue.write(chain, ByteBuffer.wrap(new byte[] {7, 8, 9, 10}))).isEqualTo(4);
    assertThat(queue.write(chain, ByteBuffer.allocate(100))).isEqualTo(9);
    queue.push(chain);
    assertThat(ring.take()).isEmpty();
    assertThat(queue.flush()).isTrue();
    assertThat(ring.take()).contains(new UsedElement(head, 13));
    assertThat(memory.u8(DATA + 102)).isEqualTo(9);
    assertThat(memory.u8(DATA + 200)).isEqualTo(10);
    assertThat(queue.pop()).isEmpty();
  }

  @Test
  void anIndirectTableIsFollowed() throws Exception {
    GuestRing ring = ring(Feature.ALL);
    SplitQueue queue = queue(Feature.ALL);
    ring.postIndirect(
        TABLE, GuestRing.readable(DATA, 16), GuestRing.writable(DATA + 16, 1000), writable(1));

    DescriptorChain chain = queue.pop().orElseThrow();
    assertThat(chain.readableBytes()).isEqualTo(16);
    assertThat(chain.writableBytes()).isEqualTo(1001);
  }

  @Test
  void anIndirectTableMayBeLongerThanTheQueue() throws Exception {
    GuestRing ring = ring(Feature.ALL);
    SplitQueue queue = queue(Feature.ALL);
    Descriptor[] many = new Descriptor[DescriptorWalk.MAX_SEGMENTS];
    Arrays.fill(many, writable(4));
    ring.postIndirect(TABLE, many);
    assertThat(queue.pop().orElseThrow().writableBytes()).isEqualTo(4096);
  }

  @Test
  void directDescriptorsMayComeBeforeTheIndirectTable() throws Exception {
    GuestRing ring = ring(Feature.ALL);
    SplitQueue queue = queue(Feature.ALL);
    writable(8).write(memory, TABLE);
    ring.post(GuestRing.readable(DATA, 4), new Descriptor(TABLE, 16, Descriptor.INDIRECT, 0));
    DescriptorChain chain = queue.pop().orElseThrow();
    assertThat(chain.readableBytes()).isEqualTo(4);
    assertThat(chain.writableBytes()).isEqualTo(8);
  }

  @Test
  void countsTheRoomWithoutTakingChains() throws Exception {
    GuestRing ring = ring(0);
    SplitQueue queue = queue(0);
    for (int n = 0; n < SIZE; n++) {
      ring.post(writable(64));
    }
    assertThat(queue.pending()).isEqualTo(SIZE);
    assertThat(queue.writableBytes(Long.MAX_VALUE)).isEqualTo(SIZE * 64);
    assertThat(queue.writableBytes(100)).isEqualTo(100);
    assertThat(queue.writableBytes(0)).isZero();
    assertThat(queue.pending()).isEqualTo(SIZE);
  }

  @Test
  void indicesWrapAround() throws Exception {
    GuestRing ring = ring(Feature.EVENT_IDX.mask());
    SplitQueue queue = queue(Feature.EVENT_IDX.mask());
    int interrupts = 0;
    for (int n = 0; n < 70_000; n++) {
      ring.interruptOnNext();
      ring.post(writable(1));
      queue.push(queue.pop().orElseThrow());
      interrupts += queue.flush() ? 1 : 0;
      assertThat(ring.take()).isPresent();
    }
    assertThat(interrupts).isEqualTo(70_000);
    assertThat(queue.position()).isEqualTo(new SplitQueue.Position(4464, 4464, 4464, true));
  }

  @Test
  void goesOnFromASavedPosition() throws Exception {
    GuestRing ring = ring(0);
    SplitQueue before = queue(0);
    ring.post(writable(1));
    before.push(before.pop().orElseThrow());
    before.flush();
    int second = ring.post(writable(2));

    SplitQueue after = queue(0);
    after.moveTo(before.position());
    DescriptorChain chain = after.pop().orElseThrow();
    assertThat(chain.head()).isEqualTo(second);
    after.push(chain);
    after.flush();
    assertThat(ring.takeAll()).hasSize(2);
    assertThat(new SplitQueue.Position(-1, 0x1_0000, 70_000, false))
        .isEqualTo(new SplitQueue.Position(0xffff, 0, 4464, false));
  }

  @Test
  void withoutEventIndexFlagsDecide() throws Exception {
    GuestRing ring = ring(0);
    SplitQueue queue = queue(0);
    assertThat(echo(ring, queue)).isTrue();
    ring.noInterrupts();
    assertThat(echo(ring, queue)).isFalse();
    ring.interruptOnNext();
    assertThat(echo(ring, queue)).isTrue();

    queue.disableKicks();
    ring.post(writable(1));
    assertThat(ring.kickNeeded()).isFalse();
    assertThat(queue.enableKicks()).isTrue();
    ring.post(writable(1));
    assertThat(ring.kickNeeded()).isTrue();
  }

  @Test
  void withEventIndexTheDriversIndexDecides() throws Exception {
    GuestRing ring = ring(Feature.ALL);
    SplitQueue queue = queue(Feature.ALL);
    ring.noInterrupts();
    assertThat(echo(ring, queue)).as("the first batch always").isTrue();
    assertThat(echo(ring, queue)).isFalse();
    memory.setU16(layout.usedEvent(), 3);
    assertThat(echo(ring, queue)).isFalse();
    assertThat(echo(ring, queue)).as("the fourth, index 3").isTrue();
    assertThat(echo(ring, queue)).isFalse();
  }

  @Test
  void withEventIndexKicksComeForWhatWasNotSeen() throws Exception {
    GuestRing ring = ring(Feature.ALL);
    SplitQueue queue = queue(Feature.ALL);
    ring.post(writable(1));
    assertThat(ring.kickNeeded()).isTrue();
    ring.post(writable(1));
    assertThat(ring.kickNeeded()).as("the device has not looked yet").isFalse();

    assertThat(queue.writableBytes(1)).isEqualTo(1);
    ring.post(writable(1));
    assertThat(queue.enableKicks()).as("one came since the look").isTrue();
    assertThat(queue.enableKicks()).isFalse();
    ring.post(writable(1));
    assertThat(ring.kickNeeded()).isTrue();
    queue.disableKicks();
    ring.post(writable(1));
    assertThat(ring.kickNeeded()).isFalse();
  }

  private static boolean echo(GuestRing ring, SplitQueue queue) throws Exception {
    ring.post(writable(1));
    queue.push(queue.pop().orElseThrow());
    boolean interrupt = queue.flush();
    ring.take();
    return interrupt;
  }

  @Test
  void aFlushOfNothingIsNoBatch() throws Exception {
    ring(0);
    assertThat(queue(0).flush()).isFalse();
  }

  @Test
  void ringsMustBeAlignedAndInRam() {
    assertRefused(new RingLayout(8, RAM + 8, RAM, RAM), "descriptor table .* aligned to 16");
    assertRefused(new RingLayout(8, RAM, RAM + 1, RAM), "available ring .* aligned to 2");
    assertRefused(new RingLayout(8, RAM, RAM, RAM + 2), "used ring .* aligned to 4");
    assertRefused(new RingLayout(8, 0, RAM, RAM), "descriptor table: no memory at 0x0");
    assertRefused(new RingLayout(8, RAM, 2, RAM), "available ring: no memory at 0x2");
    assertRefused(new RingLayout(8, RAM, RAM, -16), "used ring: the range wraps around .*");
    assertRefused(
        new RingLayout(8, RAM + 0x1_0000 - 112, RAM, RAM),
        "descriptor table: no memory at 0x80010000");
  }

  private void assertRefused(RingLayout bad, String reason) {
    assertThatExceptionOfType(QueueError.class)
        .isThrownBy(() -> new SplitQueue(3, bad, memory, 0, Probes.unread("d0")))
        .satisfies(error -> assertThat(error.reason()).matches("queue 3: " + reason));
  }

  private static Descriptor writable(long bytes) {
    return GuestRing.writable(DATA, bytes);
  }
}
