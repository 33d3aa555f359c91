package org.backplane.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.qtest.fake.Client;
import org.backplane.qtest.fake.FakeBench;
import org.backplane.tck.chardev.OneDeviceRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Test programs come and go. */
@Timeout(60)
class QtestServerTest {

  private static final VirtualMachine MACHINE =
      (VirtualMachine)
          Proxy.newProxyInstance(
              QtestServerTest.class.getClassLoader(),
              new Class<?>[] {VirtualMachine.class},
              (_, method, _) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  @TempDir private Path folder;

  private final OneDeviceRegistry registry = new OneDeviceRegistry();
  private final FakeBench bench = new FakeBench();
  private final QtestServer server = new QtestServer(registry.face());

  @AfterEach
  void close() {
    server.close();
  }

  private Registration listen() throws BackplaneException {
    return server.listen("q", Optional.empty());
  }

  @Test
  void aProgramIsAnsweredUntilItGoes() throws Exception {
    server.bindBench(bench);
    Registration listening = listen();
    var first = new Client(registry.device().connect(1));
    assertThat(first.ask("writel 0x10 0x12345678")).isEqualTo("OK");
    assertThat(first.ask("irq_intercept_in /plic")).isEqualTo("OK");
    assertThat(bench.watchers).hasSize(1);
    first.peer().hangUp();
    assertThat(bench.watchers).isEmpty();
    var second = new Client(registry.device().connect(2));
    assertThat(second.ask("readl 0x10")).isEqualTo("OK 0x0000000012345678");
    listening.close();
    second.peer().awaitClosed();
    assertThat(registry.device().isAttached()).isFalse();
    assertThat(registry.steps()).containsExactly("lease /chardevs/q", "release /chardevs/q");
    listening.close();
  }

  @Test
  void aProgramThatComesBeforeTheMachineWaitsForIt() throws Exception {
    listen();
    var client = new Client(registry.device().connect(1));
    assertThat(client.ask("endianness")).isEqualTo("OK little");
    client.peer().send("readb 0\n");
    server.bindBench(bench);
    server.bindMachine(MACHINE);
    assertThat(client.line()).isEqualTo("OK 0x0000000000000000");
  }

  @Test
  void aMachineThatExecutesItsGuestIsNotDriven() throws Exception {
    listen();
    var client = new Client(registry.device().connect(1));
    client.peer().send("readb 0\n");
    server.bindMachine(MACHINE);
    assertThat(client.line()).startsWith("FAIL there is no machine that tests drive");
  }

  @Test
  void linesOfThemselvesAreTold() throws Exception {
    server.bindBench(bench);
    listen();
    var client = new Client(registry.device().connect(1));
    assertThat(client.ask("irq_intercept_in /plic")).isEqualTo("OK");
    bench.watchers.getFirst().changed(7, true);
    assertThat(client.line()).isEqualTo("IRQ raise 7");
  }

  @Test
  void whoDoesNotReadIsLeft() throws Exception {
    server.bindBench(bench);
    listen();
    var client = new Client(registry.device().connect(1));
    assertThat(client.ask("irq_intercept_in /plic")).isEqualTo("OK");
    client.peer().stopReading();
    bench.watchers.getFirst().changed(7, true);
    client.peer().awaitClosed();
  }

  @Test
  void moreNewsThanAnybodyReadsEndTheSession() {
    var news = new IrqNews(() -> {});
    for (int n = 0; n <= IrqNews.LIMIT; n++) {
      assertThat(news.lost()).isFalse();
      news.changed(5, n % 2 == 0);
    }
    assertThat(news.lost()).isTrue();
    assertThat(news.take()).hasSize(IrqNews.LIMIT).startsWith("IRQ raise 5", "IRQ lower 5");
    assertThat(news.take()).isEmpty();
  }

  @Test
  void newCodeOfTheDeviceCarriesTheSessionOn() throws Exception {
    server.bindBench(bench);
    listen();
    var old = new Client(registry.device().connect(1));
    assertThat(old.ask("irq_intercept_in /plic")).isEqualTo("OK");
    old.peer().send("write 0 4 0x11");
    registry.exchangeCode();
    var same = new Client(registry.device().connect(1));
    same.peer().send("223344\n");
    assertThat(same.line()).isEqualTo("OK");
    assertThat(same.ask("read 0 4")).isEqualTo("OK 0x11223344");
    assertThat(bench.watchers).hasSize(1);
  }

  @Test
  void theMachinesEndHangsUp() throws Exception {
    server.bindBench(bench);
    listen();
    var client = new Client(registry.device().connect(1));
    assertThat(client.ask("readb 0")).startsWith("OK");
    server.unbindBench(bench);
    client.peer().awaitClosed();
  }

  @Test
  void theBundlesEndHangsUpAndGivesTheDeviceBack() throws Exception {
    listen();
    var client = new Client(registry.device().connect(1));
    client.peer().send("readb 0\n"); // waits for a machine
    server.close();
    client.peer().awaitClosed();
    assertThat(registry.steps()).endsWith("release /chardevs/q");
    assertThatThrownBy(this::listen).hasMessageContaining("stopping");
    assertThat(registry.device().isAttached()).isFalse();
  }

  @Test
  void aProgramThatSendsAheadIsHeldBack() throws Exception {
    listen();
    var client = new Client(registry.device().connect(1));
    client.peer().send("readb 0\n"); // waits for a machine
    var sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int n = 0; n < 20; n++) {
                    client.peer().send("#".repeat(QtestFace.LIMIT / 4) + "\n");
                  }
                });
    while (sender.getState() != Thread.State.WAITING) {
      assertThat(sender.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    server.bindBench(bench);
    assertThat(sender.join(java.time.Duration.ofSeconds(20))).isTrue();
    assertThat(client.line()).startsWith("OK");
    for (int n = 0; n < 20; n++) {
      assertThat(client.line()).startsWith("FAIL a line");
    }
  }

  @Test
  void theLogHasBothSidesAndTheTime() throws Exception {
    server.bindBench(bench);
    Path log = folder.resolve("log");
    Registration listening = server.listen("q", Optional.of(log));
    var client = new Client(registry.device().connect(1));
    assertThat(client.ask("readb 0")).startsWith("OK");
    assertThat(client.ask("write 0 2 0x1122")).isEqualTo("OK");
    client.peer().hangUp();
    listening.close();
    assertThat(Files.readString(log))
        .matches(
            """
            \\[I 0\\.\\d{6}] OPENED
            \\[R \\+0\\.\\d{6}] readb 0
            \\[S \\+0\\.\\d{6}] OK 0x0000000000000000
            \\[R \\+0\\.\\d{6}] write 0 2 \\.\\.\\.
            \\[S \\+0\\.\\d{6}] OK
            \\[I \\+\\d+\\.\\d{6}] CLOSED
            """);
  }

  @Test
  void whatCannotBeTakenIsRefusedWhole() {
    assertThatThrownBy(() -> server.listen("q", Optional.of(folder)))
        .isInstanceOf(BackplaneException.class)
        .hasMessageContaining("cannot be written");
    registry.refuseLeases();
    assertThatThrownBy(this::listen).hasMessageContaining("somebody has it");
    assertThat(registry.steps()).isEmpty();
  }
}
