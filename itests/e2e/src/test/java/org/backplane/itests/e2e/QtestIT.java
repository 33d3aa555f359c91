package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A test program drives the devices of a machine, register by register. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QtestIT {

  private static final String PLIC = "/machine/unattached/device[2]";
  private static final long SLOT = 0x1000_8000L;
  private static final int SLOT_SOURCE = 8;
  private static final long RTC = 0x10_1000;
  private static final long CLINT = 0x200_0000;
  private static final long PLIC_ADDRESS = 0xc00_0000;
  private static final long UART = 0x1000_0000;

  private static final long DESCRIPTORS = 0x8001_0000L;
  private static final long AVAILABLE = 0x8001_1000L;
  private static final long USED = 0x8001_2000L;
  private static final long BUFFER = 0x8002_0000L;
  private static final int BUFFER_BYTES = 64;

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  /** What a test program is given, and what it drives. */
  private record Bench(QtestClient client, Host host) implements AutoCloseable {

    static Bench start(String... more) throws Exception {
      Path socket = installation.scratch("qtest.sock");
      var client = new QtestClient(socket);
      var words = new ArrayList<>(List.of("-qtest", "unix:" + socket, "-display", "none"));
      words.addAll(List.of("-audio", "none", "-machine", "virt", "-nodefaults"));
      words.addAll(List.of(more));
      words.addAll(List.of("-accel", "kvm", "-accel", "qtest"));
      var bench = new Bench(client, installation.start(words.toArray(String[]::new)));
      client.accept();
      return bench;
    }

    @Override
    public void close() throws Exception {
      client.close();
      host.close();
    }
  }

  /** Takes the entropy device over, up to its queue of eight. */
  private static void drive(QtestClient client) throws Exception {
    assertThat(client.read('l', SLOT)).isEqualTo(0x74726976);
    assertThat(client.read('l', SLOT + 0x4)).isEqualTo(2);
    assertThat(client.read('l', SLOT + 0x8)).isEqualTo(4);
    for (long status : new long[] {0, 1, 3}) {
      client.write('l', SLOT + 0x70, status);
      assertThat(client.read('l', SLOT + 0x70)).isEqualTo(status);
    }
    client.write('l', SLOT + 0x14, 1);
    assertThat(client.read('l', SLOT + 0x10) & 1).as("version 1").isOne();
    client.write('l', SLOT + 0x24, 1);
    client.write('l', SLOT + 0x20, 1);
    client.write('l', SLOT + 0x70, 0xb);
    assertThat(client.read('l', SLOT + 0x70)).isEqualTo(0xb);
    client.write('l', SLOT + 0x30, 0);
    assertThat(client.read('l', SLOT + 0x44)).isZero();
    assertThat(client.read('l', SLOT + 0x34)).isGreaterThanOrEqualTo(8);
    client.write('l', SLOT + 0x38, 8);
    client.write('l', SLOT + 0x80, DESCRIPTORS);
    client.write('l', SLOT + 0x90, AVAILABLE);
    client.write('l', SLOT + 0xa0, USED);
    client.ask("memset 0x%x 0x3000 0".formatted(DESCRIPTORS));
    client.write('l', SLOT + 0x44, 1);
    client.write('l', SLOT + 0x70, 0xf);
  }

  /** Offers a buffer and tells the device. */
  private static void offer(QtestClient client, int number) throws Exception {
    long descriptor = DESCRIPTORS + 16L * number;
    client.write('q', descriptor, BUFFER + (long) number * BUFFER_BYTES);
    client.write('l', descriptor + 8, BUFFER_BYTES);
    client.write('w', descriptor + 12, 2);
    client.write('w', AVAILABLE + 4 + 2L * number, number);
    client.write('w', AVAILABLE + 2, number + 1);
    client.write('l', SLOT + 0x50, 0);
  }

  private static void awaitInterrupt(QtestClient client, int news) throws Exception {
    while (client.lines().size() < news) {
      client.awaitLine();
    }
    assertThat(client.lines()).hasSize(news).endsWith("raise " + SLOT_SOURCE);
    assertThat(client.read('l', SLOT + 0x60)).isOne();
    client.write('l', SLOT + 0x64, 1);
    assertThat(client.lines()).hasSize(news + 1).endsWith("lower " + SLOT_SOURCE);
  }

  @Test
  void entropyComesIntoABufferAndAnInterruptTellsOfIt() throws Exception {
    Path log = installation.scratch("qtest.log");
    try (Bench bench = Bench.start("-device", "virtio-rng-device", "-qtest-log", log.toString())) {
      QtestClient client = bench.client();
      assertThat(client.ask("endianness")).isEqualTo("little");
      client.ask("irq_intercept_in " + PLIC);
      drive(client);
      offer(client, 0);
      awaitInterrupt(client, 1);
      assertThat(client.read('w', USED + 2)).isOne();
      assertThat(client.read('l', USED + 4)).isZero();
      assertThat(client.read('l', USED + 8)).isBetween(1L, (long) BUFFER_BYTES);
      assertThat(client.ask("read 0x%x %d".formatted(BUFFER, BUFFER_BYTES)))
          .hasSize(2 + 2 * BUFFER_BYTES)
          .doesNotMatch("0x0+");
      offer(client, 1);
      awaitInterrupt(client, 3);
      assertThat(client.read('w', USED + 2)).isEqualTo(2);
      client.write('l', SLOT + 0x70, 0);
      assertThat(client.read('l', SLOT + 0x44)).isZero();
    }
    assertThat(Files.readString(log))
        .contains("] OPENED\n", "] endianness\n", "] OK little\n", "] IRQ raise 8\n");
  }

  @Test
  void aQuotaOfEntropyFollowsVirtualTimeToTheNanosecond() throws Exception {
    try (Bench bench = Bench.start("-device", "virtio-rng-device,max-bytes=16,period=1000")) {
      QtestClient client = bench.client();
      client.ask("irq_intercept_in " + PLIC);
      drive(client);
      offer(client, 0);
      awaitInterrupt(client, 1);
      assertThat(client.read('l', USED + 8)).isEqualTo(16);
      offer(client, 1);
      assertThat(client.ask("clock_step 999999999")).isEqualTo("999999999");
      assertThat(client.read('w', USED + 2)).as("the quota is used up").isOne();
      assertThat(client.lines()).hasSize(2);
      assertThat(client.ask("clock_step")).isEqualTo("1000000000");
      awaitInterrupt(client, 3);
      assertThat(client.read('w', USED + 2)).isEqualTo(2);
      assertThat(client.read('l', USED + 16)).isEqualTo(16);
    }
  }

  @Test
  void theBoardsOwnDevicesAnswerToo() throws Exception {
    try (Bench bench = Bench.start()) {
      QtestClient client = bench.client();
      client.ask("irq_intercept_in /machine/soc0/harts[0]");
      client.write('q', CLINT + 0x4000, 25); // ticks of 100 ns
      assertThat(client.ask("clock_step 2499")).isEqualTo("2499");
      assertThat(client.lines()).isEmpty();
      client.ask("clock_set 2500");
      assertThat(client.lines()).containsExactly("raise 7");

      // The alarm of the clock, through the PLIC, into supervisor mode.
      client.write('l', PLIC_ADDRESS + 4 * 11, 1);
      client.write('l', PLIC_ADDRESS + 0x2080, 1 << 11);
      long alarm = client.read('l', RTC) + (client.read('l', RTC + 4) << 32) + 1000;
      client.write('l', RTC + 0x10, 1);
      client.write('l', RTC + 0xc, alarm >>> 32);
      client.write('l', RTC + 0x8, alarm & 0xffff_ffffL);
      assertThat(client.ask("clock_step")).isEqualTo("3500");
      assertThat(client.lines()).containsExactly("raise 7", "raise 9");
      assertThat(client.read('l', PLIC_ADDRESS + 0x20_1004)).isEqualTo(11);
      assertThat(client.lines()).endsWith("lower 9");

      assertThat(client.read('b', UART + 5)).isEqualTo(0x60);
      client.write('b', UART + 7, 0x5a);
      assertThat(client.read('b', UART + 7)).isEqualTo(0x5a);
      client.ask("set_irq_in %s unnamed-gpio-in 20 1".formatted(PLIC));
      assertThat(client.read('l', PLIC_ADDRESS + 0x1000) >>> 20 & 1).isOne();

      client.write('l', 0x10_0000, 0x5555);
      assertThat(bench.host().exitStatus()).as(bench.host().picture()).isZero();
    }
  }
}
