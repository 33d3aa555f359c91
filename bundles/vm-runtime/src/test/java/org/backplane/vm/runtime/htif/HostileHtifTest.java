package org.backplane.vm.runtime.htif;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/** Whatever the guest says, it is answered, or the machine ends. */
class HostileHtifTest {

  @Property(tries = 1000)
  void anyWordIsTakenOrEndsTheMachine(
      @ForAll("numbers") long word, @ForAll("numbers") long number, @ForAll("numbers") long address)
      throws GuestMemoryException {
    var host = new TestHost(); // of its own for each try
    host.calls(number, 1, address, number);
    host.says(word);
    host.htif.poll();
    assertThat(host.tohost() == 0 || host.htif.over()).isTrue();
    assertThat(host.power).hasSize(host.htif.over() ? 1 : 0);
  }

  @Property(tries = 1000)
  void anyWriteIsAnswered(
      @ForAll("numbers") long descriptor,
      @ForAll("numbers") long address,
      @ForAll("numbers") long length)
      throws GuestMemoryException {
    var host = new TestHost();
    host.calls(64, descriptor, address, length);
    assertThat(host.htif.poll()).isTrue();
    assertThat(host.tohost()).isZero();
    assertThat(host.printed().length()).isLessThanOrEqualTo(65_536);
  }

  @Provide
  Arbitrary<Long> numbers() {
    long end = TestHost.BASE + TestHost.RAM;
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(0, 128),
        Arbitraries.longs().between(TestHost.BASE - 8, TestHost.BASE + 0x3000),
        Arbitraries.longs().between(end - 40, end + 8),
        Arbitraries.longs().between(0x0101L << 48, (0x0101L << 48) + 255),
        Arbitraries.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, TestHost.BLOCK));
  }
}
