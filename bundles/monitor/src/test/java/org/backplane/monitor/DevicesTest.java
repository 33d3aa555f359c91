package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices that come and go, over QMP and HMP. */
class DevicesTest {

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void negotiate() throws Exception {
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String outcome(String command, String arguments) throws Exception {
    Map<String, Object> reply =
        Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
    return reply.get("error") instanceof Map<?, ?> error
        ? String.valueOf(error.get("class"))
        : "done";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'driver':'pc-dimm','id':'d0','memdev':'m0'} | done",
        "{'driver':'pc-dimm','memdev':'m0'}           | done",
        "{'driver':'pc-dimm','memdev':'nope'}         | DeviceNotFound",
        "{'driver':'nope'}                            | GenericError",
        "{'driver':'virtio-rng-device'}               | GenericError",
        "{'id':'d0'}                                  | GenericError",
        "{'driver':1}                                 | GenericError",
        "{'driver':'pc-dimm','id':1,'memdev':'m0'}    | GenericError",
      })
  void addsDevices(String arguments, String outcome) throws Exception {
    assertThat(outcome("device_add", arguments)).isEqualTo(outcome);
  }

  @Test
  void theMachineGetsThePropertiesAsWritten() throws Exception {
    outcome("device_add", "{'driver':'pc-dimm','id':'d0','memdev':'m0','slot':2}");

    DeviceRequest request = stage.machine.plugged().getFirst();
    assertThat(request.driver()).isEqualTo("pc-dimm");
    assertThat(request.id()).isEqualTo("d0");
    assertThat(request.options().dialect()).isEqualTo(Dialect.JSON);
    assertThat(request.options().members())
        .isEqualTo(Map.of("memdev", new RawValue.Json("m0"), "slot", new RawValue.Json(2L)));
  }

  @Test
  void takesDevicesOutByIdOrPath() throws Exception {
    for (String name : new String[] {"d0", "/machine/peripheral/d0"}) {
      outcome("device_add", "{'driver':'pc-dimm','id':'d0','memdev':'m0'}");

      assertThat(Stage.ask(peer, "{'execute':'device_del','arguments':{'id':'" + name + "'}}"))
          .containsEntry("event", "DEVICE_DELETED")
          .containsEntry("data", Map.of("device", "d0", "path", "/machine/peripheral/d0"));
      assertThat(peer.message()).isEqualTo(Map.of("return", Map.of()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nope, DeviceNotFound",
    "/machine/peripheral/nope, DeviceNotFound",
    "r0, GenericError"
  })
  void refusesToTakeOut(String id, String errorClass) throws Exception {
    assertThat(outcome("device_del", "{'id':'" + id + "'}")).isEqualTo(errorClass);
  }

  @ParameterizedTest
  @CsvSource({
    "r0, rng, rng1, done",
    "/machine/peripheral/r0, rng, rng1, done",
    "nope, rng, rng1, DeviceNotFound",
    "r0, rng, nope, DeviceNotFound",
    "r0, max-bytes, rng1, GenericError",
  })
  void exchangesBackends(String device, String property, String object, String outcome)
      throws Exception {
    String arguments =
        "{'device':'%s','property':'%s','object':'%s'}".formatted(device, property, object);

    assertThat(outcome("x-device-exchange", arguments)).isEqualTo(outcome);
    assertThat(stage.machine.exchanged())
        .isEqualTo(
            outcome.equals("done") ? List.of(device + " " + property + " " + object) : List.of());
  }

  @Test
  void theCompatibleWayToExchangeStaysClosed() throws Exception {
    outcome("object-add", "{'qom-type':'rng-builtin','id':'rng1'}");

    assertThat(
            outcome("qom-set", "{'path':'/machine/peripheral/r0','property':'rng','value':'rng1'}"))
        .isEqualTo("GenericError");
    assertThat(stage.machine.exchanged()).isEmpty();
  }

  @Test
  void peopleExchange() throws Exception {
    ScriptedPeer person = stage.person();

    assertThat(Stage.type(person, "device_exchange r0 rng rng1")).isEmpty();
    assertThat(stage.machine.exchanged()).containsExactly("r0 rng rng1");
    assertThat(Stage.type(person, "device_exchange r0 rng")).contains("object is missing");
    assertThat(Stage.type(person, "device_exchange r1 rng rng1")).startsWith("Error: r1: ");
  }

  @Test
  void aRefusalNamesTheCommandThatWasGiven() throws Exception {
    assertThat(
            peer.send(
                    "{'execute':'x-device-exchange','arguments':"
                        + "{'device':'r\\t0','property':'rng','object':'rng1'}}")
                .line())
        .contains("x-device-exchange: a name has control characters");
    stage.around.machine().unset(stage.machine);
    assertThat(
            peer.send(
                    "{'execute':'x-device-exchange','arguments':"
                        + "{'device':'d','property':'p','object':'o'}}")
                .line())
        .contains("x-device-exchange")
        .doesNotContain("device_exchange");
    assertThat(Stage.type(stage.person(), "device_exchange d p o")).contains("device_exchange");
  }

  @Test
  void aDeviceWithoutIdIsNamedByItsPathAlone() throws Exception {
    stage.machine.emit(new MachineEvent.DeviceDeleted("", "/machine/peripheral-anon/device[0]"));

    assertThat(peer.message())
        .containsEntry("data", Map.of("path", "/machine/peripheral-anon/device[0]"));
  }

  @Test
  void wordsOfMegabytesAreNotRepeated() throws Exception {
    String word = "x".repeat(1 << 20);

    for (String request :
        new String[] {
          "{'execute':'device_add','arguments':{'driver':'" + word + "'}}",
          "{'execute':'device_add','arguments':{'driver':'pc-dimm','id':'" + word + "'}}",
          "{'execute':'device_del','arguments':{'id':'" + word + "'}}",
          "{'execute':'x-device-exchange','arguments':{'device':'r0','property':'rng','object':'"
              + word
              + "'}}",
          "{'execute':'chardev-add','arguments':{'id':'" + word + "','backend':{'type':'nope'}}}",
          "{'execute':'chardev-change','arguments':{'id':'qmp0','backend':{'type':'"
              + word
              + "','data':{}}}}",
          "{'execute':'ringbuf-read','arguments':{'device':'" + word + "','size':1}}",
          "{'execute':'job-cancel','arguments':{'id':'" + word + "'}}",
        }) {
      assertThat(peer.send(request).line()).contains("\"error\"").hasSizeLessThan(300);
    }
  }

  @Test
  void withoutAMachineItIsAPlainError() throws Exception {
    stage.around.machine().unset(stage.machine);

    assertThat(outcome("device_add", "{'driver':'pc-dimm'}")).isEqualTo("GenericError");
    assertThat(outcome("device_del", "{'id':'d0'}")).isEqualTo("GenericError");
    assertThat(outcome("x-device-exchange", "{'device':'d','property':'p','object':'o'}"))
        .isEqualTo("GenericError");
  }

  @Test
  void peopleAddAndTakeOut() throws Exception {
    ScriptedPeer person = stage.person();

    assertThat(Stage.type(person, "device_add pc-dimm,id=d0,memdev=m0")).isEmpty();
    assertThat(stage.machine.plugged().getFirst().options())
        .satisfies(
            options -> {
              assertThat(options.dialect()).isEqualTo(Dialect.HUMAN_MONITOR);
              assertThat(options.members())
                  .isEqualTo(Map.of("memdev", new RawValue.Words(List.of("m0"))));
            });
    assertThat(Stage.type(person, "info memory-devices")).contains("\"d0\"");
    assertThat(Stage.type(person, "device_del d0")).isEmpty();
    assertThat(Stage.type(person, "info memory-devices")).isEmpty();
    assertThat(Stage.type(person, "device_del d0")).startsWith("Error: d0: there is no such");
    assertThat(Stage.type(person, "device_add pc-dimm,memdev=x")).startsWith("Error: pc-dimm: ");
    assertThat(Stage.type(person, "device_add id=d0"))
        .startsWith("Error: device_add: 'driver' is missing");
  }

  @Test
  void helpsWithDevices() throws Exception {
    ScriptedPeer person = stage.person();

    assertThat(Stage.type(person, "device_add help")).isEqualTo("pc-dimm\r\nvirtio-rng-device\r\n");
    assertThat(Stage.type(person, "device_add pc-dimm,help"))
        .isEqualTo("  memdev=<link<memory-backend>>\r\n");
    assertThat(Stage.type(person, "device_add nope,help"))
        .startsWith("Error: device_add: there is no type 'nope'");
    assertThat(stage.machine.plugged()).isEmpty();
  }
}
