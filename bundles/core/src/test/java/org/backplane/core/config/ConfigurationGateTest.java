package org.backplane.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;

@Timeout(20)
class ConfigurationGateTest {

  private final List<String> done = new CopyOnWriteArrayList<>();

  private static ConfigurationGate gateWhereHomeIs(String home) {
    return new ConfigurationGate(
        (BundleContext)
            Proxy.newProxyInstance(
                ConfigurationGateTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (_, _, arguments) -> arguments[0].equals("backplane.home") ? home : null));
  }

  @Test
  void withoutALauncherItStandsOpen() throws Exception {
    var passed = new CountDownLatch(1);
    var passage = gateWhereHomeIs(null).pass("first", passed::countDown);
    assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(passage.turnBack()).isFalse();
  }

  @Test
  void withALauncherItWaitsForTheCommandLine() throws Exception {
    var gate = gateWhereHomeIs("/opt/backplane");
    gate.pass("first", () -> done.add("first"));
    var second = gate.pass("second", () -> done.add("second"));
    assertThat(second.turnBack()).isTrue();
    assertThat(second.turnBack()).isFalse();
    assertThat(done).isEmpty();
    gate.open();
    assertThat(done).containsExactly("first");
    gate.open();
    var passed = new CountDownLatch(1);
    gate.pass("third", passed::countDown);
    assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactly("first");
  }

  @Test
  void openingWaitsForWhatWaitedUntilItIsInterrupted() {
    var gate = new ConfigurationGate(false);
    var hold = new CountDownLatch(1);
    gate.pass(
        "slow",
        () -> {
          try {
            hold.await();
            done.add("slow");
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Thread.currentThread().interrupt();
    gate.open();
    assertThat(Thread.interrupted()).as("kept").isTrue();
    assertThat(done).isEmpty();
    hold.countDown();
  }
}
