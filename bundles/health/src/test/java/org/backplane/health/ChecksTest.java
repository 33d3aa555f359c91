package org.backplane.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.junit.jupiter.api.Test;

/** What each check says of what it looks at. */
class ChecksTest {

  private final ObjectRegistry registry =
      Fakes.registry(
          List.of(
              Fakes.object(Container.OBJECTS, "good", Phase.REALIZED, ""),
              Fakes.object(Container.OBJECTS, "w", Phase.WAITING, "no bundle offers it"),
              Fakes.object(Container.CHARDEVS, "f", Phase.FAILED, "rng-test 'f': no such file"),
              Fakes.object(Container.OBJECTS, "d", Phase.DETACHED, "waiting for a bundle")));

  private final ObjectRegistry nothing = Fakes.registry(List.of());

  private static void assertResult(HealthCheck check, Status status, String... messages) {
    Result result = check.execute();
    assertThat(result.getStatus()).isEqualTo(status);
    assertThat(Fakes.messages(result)).containsExactly(messages);
  }

  @Test
  void eachPhaseHasItsCheckWithReasons() {
    assertResult(new WaitingObjects(registry), Status.WARN, "rng-test 'w': no bundle offers it");
    assertResult(new FailedObjects(registry), Status.CRITICAL, "rng-test 'f': no such file");
    assertResult(new DetachedObjects(registry), Status.WARN, "rng-test 'd': waiting for a bundle");
  }

  @Test
  void nothingInTroubleIsOk() {
    assertResult(new WaitingObjects(nothing), Status.OK, "no object waits");
    assertResult(new FailedObjects(nothing), Status.OK, "no object has failed");
    assertResult(new DetachedObjects(nothing), Status.OK, "every object has its code");
  }

  @Test
  void aThousandTroublesDoNotMakeAThousandLines() {
    var many =
        IntStream.range(0, 1000)
            .mapToObj(i -> Fakes.object(Container.OBJECTS, "o" + i, Phase.FAILED, "broken"))
            .toList();
    Result result = new FailedObjects(Fakes.registry(many)).execute();
    assertThat(Fakes.messages(result)).hasSize(51).endsWith("and 950 more");
  }

  @Test
  void aReasonWithBracesIsShownAsItIs() {
    var odd = List.of(Fakes.object(Container.OBJECTS, "o", Phase.FAILED, "{} and {}"));
    assertResult(
        new FailedObjects(Fakes.registry(odd)), Status.CRITICAL, "rng-test 'o': {} and {}");
  }

  @Test
  void aMachineThatCannotGoOnIsCritical() {
    var check = new MachineCheck();
    assertResult(check, Status.OK, "no machine yet");
    VirtualMachine broken = Fakes.machine(RunState.INTERNAL_ERROR);
    check.bindMachine(broken);
    assertResult(
        check, Status.CRITICAL, "the machine cannot go on: internal-error; the log says why");
    check.unbindMachine(Fakes.machine(RunState.RUNNING));
    assertThat(check.execute().getStatus()).as("it is still there").isEqualTo(Status.CRITICAL);
    check.unbindMachine(broken);
    assertResult(check, Status.OK, "no machine yet");
  }

  @Test
  void aDeviceThatNeedsAResetIsAWarning() {
    var check = new MachineCheck();
    check.bindMachine(Fakes.machine(RunState.RUNNING, "running", "needs reset: a bad ring"));
    assertResult(
        check,
        Status.WARN,
        "the machine is running",
        "virtio-rng-device /machine/peripheral/r0: needs reset: a bad ring");
  }

  @Test
  void lostMemoryIsCritical() {
    var lost = new AtomicLong();
    HostMemory memory = Fakes.service(HostMemory.class, Map.of("lostBytes", _ -> lost.get()));
    var check = new LostMemory();
    check.bindMemory(memory, Map.of("backplane.type", "memory-backend-file", "backplane.id", "m"));
    assertResult(check, Status.OK, "the host has taken no memory away");
    lost.set(4096);
    assertResult(
        check,
        Status.CRITICAL,
        "memory-backend-file 'm': the host has taken 4096 bytes away; they read as zeros");
    check.unbindMemory(memory);
    assertThat(check.execute().isOk()).isTrue();
  }
}
