package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exchange of a device's backend, as an operator of the machine sees it. */
class ExchangeTest {

  private static final ObjectPath RNG0 = ObjectPath.object("rng0");
  private static final ObjectPath RNG1 = ObjectPath.object("rng1");

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void addObjects() {
    rig.host.addMemory("m0", 16 << 20, true);
    rig.host.addMemory("m1", 2 << 20, true);
    rig.host.addRng("rng0");
    rig.host.addRng("rng1");
    rig.builder.bindCpu(cpu);
  }

  @AfterEach
  void close() {
    release.countDown();
    rig.close();
  }

  private VirtualMachine machine() throws Exception {
    return rig.build(
        rig.request()
            .backend("m0")
            .room(1, 32 << 20)
            .device(device("virtio-rng-device", "hw", Map.of("rng", "rng0")))
            .device(device("pc-dimm", "d0", Map.of("memdev", "m1"))));
  }

  private static DeviceRequest device(String driver, String id, Map<String, String> properties) {
    return new DeviceRequest(driver, id, Options.ofWords(Dialect.COMMAND_LINE, properties));
  }

  private void assertHolds(VirtualMachine machine, ObjectPath backend) {
    for (ObjectPath path : List.of(RNG0, RNG1)) {
      assertThat(rig.host.holder(path).isPresent()).isEqualTo(path.equals(backend));
    }
    assertThat(machine.devices())
        .filteredOn(status -> status.path().endsWith("/hw"))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.properties())
                  .containsEntry("rng", new PropertyValue.Text(backend.toString()));
              assertThat(status.state()).isEqualTo("not driven");
            });
  }

  @Test
  void byIdAndByPathInEveryState() throws Exception {
    VirtualMachine machine = machine();
    machine.exchange("hw", "rng", "rng1");
    assertHolds(machine, RNG1);
    machine.cont();
    machine.exchange("/machine/peripheral/hw", "rng", "/objects/rng0");
    assertHolds(machine, RNG0);
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    machine.stop();
    machine.exchange("hw", "rng", "rng1");
    assertHolds(machine, RNG1);
    machine.close();
    assertThat(rig.host.holder(RNG1)).isEmpty();
  }

  @Test
  void theControlThreadHasNoPartInIt() throws Exception {
    VirtualMachine machine = machine();
    var held = new CountDownLatch(1);
    machine.listen(
        event -> {
          if (event instanceof MachineEvent.Resumed) {
            held.countDown();
            awaitRelease();
          }
        });
    Thread starter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    machine.cont();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    held.await();
    machine.exchange("hw", "rng", "rng1");
    assertHolds(machine, RNG1);
    release.countDown();
    assertThat(starter.join(Duration.ofSeconds(10))).isTrue();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() throws Exception {
    VirtualMachine machine = machine();
    refuses(machine, "nope", "rng", "rng1", MissingReferenceException.class, "no device 'nope'");
    refuses(machine, "hw", "rng", "nope", MissingReferenceException.class, "no object 'nope'");
    refuses(machine, "hw", "rng", "m1", InvalidRequestException.class, "not a RngBackend");
    refuses(machine, "hw", "period", "rng1", InvalidRequestException.class, "'period' is not a");
    refuses(machine, "d0", "memdev", "m0", InvalidRequestException.class, "stay what they are");
    assertHolds(machine, RNG0);
  }

  private static void refuses(
      VirtualMachine machine,
      String device,
      String property,
      String object,
      Class<? extends Exception> kind,
      String message) {
    assertThatThrownBy(() -> machine.exchange(device, property, object))
        .isInstanceOf(kind)
        .hasMessageContaining(message);
  }

  @Test
  void afterTheEndNothingIsExchanged() throws Exception {
    VirtualMachine machine = machine();
    machine.close();
    refuses(machine, "hw", "rng", "rng1", NotActiveException.class, "the device is gone");
    assertThat(rig.host.holder(RNG1)).isEmpty();
  }

  @Test
  void theMachineNoneHasNoDevices() throws Exception {
    VirtualMachine machine = rig.build(rig.request().type("none"));
    refuses(machine, "hw", "rng", "rng1", MissingReferenceException.class, "no device 'hw'");
  }

  @Test
  void aDeviceWithoutABackendMakesOneForItsTime() throws Exception {
    VirtualMachine machine =
        rig.build(
            rig.request()
                .backend("m0")
                .device(device("virtio-rng-device", "hw", Map.of()))
                .device(device("virtio-rng-device", "", Map.of())));
    List<ObjectPath> own =
        List.of(
            ObjectPath.object("hw.default-backend"), ObjectPath.object("device0.default-backend"));
    assertThat(own).allMatch(rig.host::exists);
    machine.exchange("hw", "rng", "rng1");
    machine.exchange("hw", "rng", "device0.default-backend");
    assertThat(own).allMatch(rig.host::exists);
    machine.close();
    assertThat(own).noneMatch(rig.host::exists);
  }

  @Test
  void aMachineThatCannotBeBuiltLeavesNoBackendBehind() {
    assertThatThrownBy(
            () ->
                rig.build(
                    rig.request()
                        .backend("m0")
                        .device(device("virtio-rng-device", "hw", Map.of()))
                        .device(device("virtio-rng-device", "hx", Map.of("rng", "nope")))))
        .isInstanceOf(MissingReferenceException.class);
    assertThat(rig.host.exists(ObjectPath.object("hw.default-backend"))).isFalse();
  }
}
