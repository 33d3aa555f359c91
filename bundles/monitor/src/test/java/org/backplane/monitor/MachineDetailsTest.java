package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.crypto.CryptoBackend;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.backplane.json.JsonNull;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.tck.qmp.WireSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of CPUs, virtio devices, cryptography backends and trusted platform modules. */
class MachineDetailsTest {

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void connect() throws Exception {
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Map<String, Object> ask(String command, String arguments) throws Exception {
    return Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
  }

  private static Object errorClass(Map<String, Object> reply) {
    return ((Map<?, ?>) reply.getOrDefault("error", Map.of("class", "none"))).get("class");
  }

  // --- CPUs

  @ParameterizedTest
  @ValueSource(strings = {"{'name':'rv64'}", "{'name':'rv64','props':{'m':true}}"})
  void aModelOfACpuTellsWhatItCanDo(String model) throws Exception {
    assertThat(ask("query-cpu-model-expansion", "{'type':'full','model':" + model + "}"))
        .containsEntry(
            "return",
            Map.of(
                "model",
                Map.of(
                    "name",
                    "rv64",
                    "props",
                    Map.of(
                        "i",
                        true,
                        "m",
                        true,
                        "a",
                        true,
                        "c",
                        true,
                        "zicsr",
                        true,
                        "zifencei",
                        true,
                        "sv48",
                        true))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "static | {'name':'rv64'}",
        "full   | {'name':'rv128'}",
        "full   | {}",
        "full   | {'name':'rv64','props':{'v':true}}",
        "full   | {'name':'rv64','props':{'m':false}}",
        "full   | {'name':'rv64','props':1}",
        "nope   | {'name':'rv64'}",
      })
  void whatNoModelCanDoIsAnError(String type, String model) throws Exception {
    assertThat(
            errorClass(
                ask("query-cpu-model-expansion", "{'type':'" + type + "','model':" + model + "}")))
        .isEqualTo("GenericError");
  }

  @Test
  void withoutCodeForCpusThereIsNoModel() throws Exception {
    stage.around.cpu().unset(stage.cpu);

    assertThat(
            errorClass(ask("query-cpu-model-expansion", "{'type':'full','model':{'name':'rv64'}}")))
        .isEqualTo("GenericError");
  }

  // --- virtio

  @Test
  void virtioDevicesAreListed() throws Exception {
    assertThat(ask("x-query-virtio", "{}"))
        .containsEntry(
            "return", List.of(Map.of("path", "/machine/peripheral/r0", "name", "virtio-rng")));

    stage.around.machine().unset(stage.machine);
    assertThat(ask("x-query-virtio", "{}")).containsEntry("return", List.of());
  }

  @Test
  void aVirtioDeviceTellsWhatItAndItsDriverAgreedOn() throws Exception {
    var status =
        (Map<?, ?>) ask("x-query-virtio-status", "{'path':'/machine/peripheral/r0'}").get("return");

    assertThat(new ArrayList<Object>(status.keySet())).contains("host-features", "isr", "broken");
    assertThat(status.get("device-id")).isEqualTo(4L);
    assertThat(status.get("num-vqs")).isEqualTo(1L);
    assertThat(status.get("started")).isEqualTo(true);
    assertThat(status.get("guest-features"))
        .isEqualTo(Map.of("transports", List.of("VERSION_1"), "dev-features", List.of()));
    assertThat(status.get("status"))
        .isEqualTo(
            Map.of("statuses", List.of("ACKNOWLEDGE", "DRIVER", "DRIVER_OK", "FEATURES_OK")));
  }

  @Test
  void aQueueTellsHowFarItIs() throws Exception {
    var queue =
        (Map<?, ?>)
            ask("x-query-virtio-queue-status", "{'path':'/machine/peripheral/r0','queue':0}")
                .get("return");

    assertThat(queue.get("inuse")).isEqualTo(1L);
    assertThat(queue.get("vring-desc")).isEqualTo(0x8000_0000L);
    assertThat(queue.get("last-avail-idx")).isEqualTo(3L);
    assertThat(queue.get("used-idx")).isEqualTo(2L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-query-virtio-status       | {'path':'/nope'}                             | DeviceNotFound",
        "x-query-virtio-queue-status | {'path':'/nope','queue':0}                   | DeviceNotFound",
        "x-query-virtio-queue-status | {'path':'/machine/peripheral/r0','queue':1}  | GenericError",
        "x-query-virtio-queue-status | {'path':'/machine/peripheral/r0','queue':-1} | GenericError",
        "x-query-virtio-queue-status | {'path':'/machine/peripheral/r0'}            | GenericError",
      })
  void whatIsNoVirtioDeviceIsAnError(String command, String arguments, String errorClass)
      throws Exception {
    assertThat(errorClass(ask(command, arguments))).isEqualTo(errorClass);
  }

  // --- families that may come

  @ParameterizedTest
  @ValueSource(strings = {"query-cryptodev", "query-tpm-models", "query-tpm-types", "query-tpm"})
  void whatNoBundleOffersIsNotThere(String command) throws Exception {
    assertThat(ask(command, "{}")).containsEntry("return", List.of());
  }

  private void put(TypeDescription type, String id, Map<String, PropertyValue> values) {
    stage.registry.offer(type);
    stage.registry.put(
        new ObjectStatus(
            ObjectPath.object(id),
            type.name(),
            Optional.of(type),
            Phase.REALIZED,
            "",
            new PropertyValues(values),
            List.of()));
  }

  @Test
  void aCryptographyBackendTellsItsServicesAndQueues() throws Exception {
    put(
        new TypeDescription(
            "cryptodev-backend-builtin", "cryptodev-backend", Container.OBJECTS, "", List.of()),
        "c0",
        Map.of());
    stage.around.cryptodevs().add("c0", new Adder());

    assertThat(ask("query-cryptodev", "{}"))
        .containsEntry(
            "return",
            List.of(
                Map.of(
                    "id",
                    "c0",
                    "service",
                    List.of("hash", "akcipher"),
                    "client",
                    List.of(Map.of("queue", 0L, "type", "builtin")))));
    assertThat(Stage.type(stage.person(), "info cryptodev"))
        .isEqualTo("c0: service=[hash|akcipher]\r\n    queue 0: type=builtin\r\n");
  }

  /** Knows a hash. */
  private static final class Adder implements CryptoBackend {
    @Override
    public List<Service> services() {
      return List.of(Service.HASH, Service.AKCIPHER);
    }

    @Override
    public List<String> queues() {
      return List.of("builtin");
    }

    @Override
    public void close() {}
  }

  @Test
  void aTrustedPlatformModuleIsToldWithItsBackend() throws Exception {
    put(
        new TypeDescription(
            "tpm-emulator",
            "tpm-backend",
            Container.OBJECTS,
            "",
            List.of(
                Property.required("chardev", new PropertyKind.Link("chardev"), "its peer"),
                Property.optional("note", new PropertyKind.Text(), "any text"))),
        "t0",
        Map.of("chardev", new PropertyValue.Text("/chardevs/ct")));
    var device = new TypeDescription("tpm-tis-device", "tpm-if", Container.MACHINE, "", List.of());
    stage.builder.offer(device);
    stage.machine.have(
        new DeviceStatus(
            "/machine/peripheral/x",
            device,
            Map.of("tpmdev", new PropertyValue.Text("/objects/t0")),
            "running"));
    peer.check(
        new WireSchema(
            Objects.requireNonNull(ask("query-qmp-schema", "{}").get("return")), JsonNull.NULL));

    assertThat(ask("query-tpm-models", "{}")).containsEntry("return", List.of("tpm-tis"));
    assertThat(ask("query-tpm-types", "{}")).containsEntry("return", List.of("emulator"));
    assertThat(ask("query-tpm", "{}"))
        .containsEntry(
            "return",
            List.of(
                Map.of(
                    "id",
                    "t0",
                    "model",
                    "tpm-tis",
                    "options",
                    Map.of("type", "emulator", "data", Map.of("chardev", "ct")))));
    assertThat(Stage.type(stage.person(), "info tpm"))
        .isEqualTo("TPM device:\r\n t0: model=tpm-tis\r\n  \\ t0: type=emulator,chardev=ct\r\n");
  }

  // --- a host that waits before it builds its machine

  @Test
  void aHostThatWaitsTakesOnlySomeCommands() throws Exception {
    var left = new CompletableFuture<Boolean>();
    stage.around.preconfiguration().set(() -> left.complete(true));

    for (String refused : List.of("stop", "cont", "query-tpm", "query-cryptodev", "query-stats")) {
      assertThat(errorClass(ask(refused, "{}"))).as(refused).isEqualTo("GenericError");
    }
    for (String taken :
        List.of("query-status", "query-commands", "query-memdev", "query-chardev")) {
      assertThat(ask(taken, "{}")).as(taken).containsKey("return");
    }
    assertThat(ask("x-exit-preconfig", "{}")).containsEntry("return", Map.of());
    assertThat(left).isCompletedWithValue(true);
  }

  @Test
  @Timeout(10)
  void peopleAreToldAtOnceThatThereIsNoMachineYet() throws Exception {
    var left = new CompletableFuture<Boolean>();
    stage.around.machine().unset(stage.machine);
    stage.around.preconfiguration().set(() -> left.complete(true));
    ScriptedPeer person = stage.person();

    for (String line :
        List.of("cont", "stop", "system_reset", "info registers", "xp 0", "device_add x,id=d")) {
      assertThat(Stage.type(person, line))
          .as(line)
          .contains("the host waits before it builds its machine; send exit_preconfig");
    }
    assertThat(ask("human-monitor-command", "{'command-line':'cont'}").toString())
        .contains("return")
        .contains("the host waits");
    assertThat(Stage.type(person, "exit_preconfig")).isEmpty();
    assertThat(left).isCompletedWithValue(true);
  }

  @Test
  void aHostThatDoesNotWaitCannotBeToldToGoOn() throws Exception {
    assertThat(errorClass(ask("x-exit-preconfig", "{}"))).isEqualTo("GenericError");
  }

  @Test
  void aMachineThatCannotBeBuiltIsAnErrorOfTheCommand() throws Exception {
    stage
        .around
        .preconfiguration()
        .set(
            () -> {
              throw new InvalidRequestException("machine", "it has no CPU", "");
            });

    assertThat(ask("x-exit-preconfig", "{}").toString()).contains("it has no CPU");
  }
}
