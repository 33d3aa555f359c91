package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.vm.runtime.virtio.Descriptor.INDIRECT;
import static org.backplane.vm.runtime.virtio.Descriptor.NEXT;
import static org.backplane.vm.runtime.virtio.Descriptor.WRITE;
import static org.backplane.vm.runtime.virtio.GuestRing.readable;
import static org.backplane.vm.runtime.virtio.GuestRing.writable;

import java.util.Arrays;
import java.util.List;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way to break the rules of a ring stops the device, visibly, until a reset cures it. */
final class RingErrorTest {

  private static final long DATA = Rig.BUFFERS;
  private static final long TABLE = Rig.BUFFERS + 0x1_0000;
  private static final long END = Rig.RAM + Rig.RAM_BYTES;

  private final DrainDevice device = new DrainDevice();
  private final Rig rig = new Rig(device);
  private final Rig other = new Rig(new DrainDevice());

  @AfterEach
  void close() {
    rig.close();
    other.close();
  }

  /** What a hostile driver does, and what the operator reads about it. */
  record Misdeed(String reason, Deed deed) {
    @Override
    public String toString() {
      return reason;
    }
  }

  @FunctionalInterface
  interface Deed {
    void on(GuestRing ring) throws GuestMemoryException;
  }

  static List<Misdeed> misdeeds() {
    return List.of(
        new Misdeed("65 chains available in 64 descriptors", ring -> ring.jumpTo(65)),
        new Misdeed("65535 chains available in 64 descriptors", ring -> ring.jumpTo(-1)),
        new Misdeed("head 64 of 64 descriptors", ring -> ring.offer(64)),
        new Misdeed("head 65535 of 64 descriptors", ring -> ring.offer(0xffff)),
        new Misdeed(
            "next descriptor 64 of 64", ring -> direct(ring, new Descriptor(DATA, 1, NEXT, 64))),
        new Misdeed(
            "a descriptor chain that loops",
            ring -> direct(ring, new Descriptor(DATA, 1, NEXT, 0))),
        new Misdeed(
            "a readable descriptor after a writable one",
            ring -> ring.post(writable(DATA, 1), readable(DATA, 1))),
        new Misdeed("a descriptor of no bytes", ring -> ring.post(readable(DATA, 0))),
        new Misdeed(
            "an indirect table of 0 bytes",
            ring -> ring.post(new Descriptor(TABLE, 0, INDIRECT, 0))),
        new Misdeed(
            "an indirect table of 24 bytes",
            ring -> ring.post(new Descriptor(TABLE, 24, INDIRECT, 0))),
        new Misdeed(
            "a nested indirect table",
            ring -> ring.postIndirect(TABLE, new Descriptor(TABLE, 16, INDIRECT, 0))),
        new Misdeed(
            "next descriptor 2 of 2",
            ring ->
                ring.postIndirect(
                    TABLE, readable(DATA, 1), new Descriptor(DATA, 1, WRITE | NEXT, 2))),
        new Misdeed(
            "a descriptor chain that loops",
            ring -> ring.postIndirect(TABLE, readable(DATA, 1), new Descriptor(DATA, 1, NEXT, 0))),
        new Misdeed(
            "no memory at 0x" + Long.toHexString(END),
            ring -> ring.post(new Descriptor(END - 16, 32, INDIRECT, 0))),
        new Misdeed("no memory at 0x10", ring -> ring.post(readable(0x10, 4))),
        new Misdeed(
            "no memory at 0x" + Long.toHexString(END), ring -> ring.post(writable(END - 1, 2))),
        new Misdeed(
            "the range wraps around at 0xfffffffffffffff0",
            ring -> ring.post(readable(-16, 0xffff_ffffL))),
        new Misdeed("read-only memory at 0x1000", ring -> ring.post(writable(Rig.ROM, 4))),
        new Misdeed("more than 1024 descriptors in a chain", RingErrorTest::tooMany));
  }

  private static void direct(GuestRing ring, Descriptor descriptor) throws GuestMemoryException {
    ring.write(0, descriptor);
    ring.offer(0);
  }

  private static void tooMany(GuestRing ring) throws GuestMemoryException {
    Descriptor[] many = new Descriptor[DescriptorWalk.MAX_SEGMENTS + 1];
    Arrays.fill(many, readable(DATA, 1));
    ring.postIndirect(TABLE, many);
  }

  @ParameterizedTest
  @MethodSource("misdeeds")
  void stopsTheDeviceAloneUntilReset(Misdeed misdeed) throws Exception {
    GuestRing ring = rig.driver.bringUp();
    GuestRing otherRing = other.driver.bringUp();
    int generation = rig.driver.read(Register.CONFIG_GENERATION);

    misdeed.deed().on(ring);
    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();

    assertThat(rig.driver.read(Register.STATUS)).isEqualTo(0x4f);
    assertThat(rig.pin.level()).isTrue();
    assertThat(rig.driver.serveInterrupt()).isEqualTo(InterruptOutput.CONFIG_CHANGE);
    assertThat(rig.driver.read(Register.CONFIG_GENERATION)).isNotEqualTo(generation);
    assertThat(rig.transport.state()).isEqualTo("needs reset: queue 0: " + misdeed.reason());

    rig.driver.write(Register.QUEUE_NOTIFY, 0);
    rig.settle();
    assertThat(rig.pin.rises()).as("it is told once").isEqualTo(1);
    assertThat(ring.usedIndex()).isZero();

    assertWorks(other, otherRing);
    assertWorks(rig, rig.driver.bringUp());
  }

  private static void assertWorks(Rig rig, GuestRing ring) throws Exception {
    int head = ring.post(readable(DATA, 4), writable(DATA + 8, 4));
    rig.driver.kick(ring);
    rig.settle();
    assertThat(rig.transport.state()).isEqualTo("driver ok");
    assertThat(rig.driver.serveInterrupt()).isEqualTo(InterruptOutput.USED_BUFFER);
    assertThat(ring.takeAll()).containsExactly(new UsedElement(head, 4));
  }

  static List<RingLayout> badLayouts() {
    long ram = Rig.RAM;
    return List.of(
        new RingLayout(8, 0xdead_0000L, ram, ram),
        new RingLayout(8, ram, Rig.ROM + 4096, ram),
        new RingLayout(8, ram, ram, Rig.ROM),
        new RingLayout(8, ram + 4, ram, ram),
        new RingLayout(8, ram, ram, END - 68));
  }

  @ParameterizedTest
  @MethodSource("badLayouts")
  void garbageRingAddressesStopTheDevice(RingLayout layout) throws Exception {
    rig.driver.probe();
    rig.driver.negotiate(Feature.ALL);
    rig.driver.write(Register.QUEUE_SEL, 0);
    rig.driver.announce(layout);
    rig.driver.ready();
    rig.settle();

    assertThat(rig.driver.read(Register.STATUS)).isEqualTo(0x4f);
    assertThat(rig.driver.serveInterrupt()).isEqualTo(InterruptOutput.CONFIG_CHANGE);
    assertWorks(rig, rig.driver.bringUp());
  }

  @Test
  void anIndirectTableNeedsItsFeature() throws Exception {
    GuestRing ring = rig.driver.bringUp(Feature.VERSION_1.mask());
    ring.postIndirect(TABLE, readable(DATA, 1));
    rig.driver.kick(ring);
    rig.settle();
    assertThat(rig.transport.state())
        .isEqualTo("needs reset: queue 0: an indirect table unasked for");
  }

  @Test
  void memoryThatIsGoneStopsTheDeviceQuietly() throws Exception {
    GuestRing ring = rig.driver.bringUp();
    ring.post(readable(DATA, 4));
    rig.driver.kick(ring);
    rig.unmap();
    rig.settle();
    assertThat(rig.transport.state()).isEqualTo("stopped: the guest's memory is gone");
    assertThat(rig.pin.rises()).isZero();
  }
}
