package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.PropertyValues;
import org.backplane.json.JsonWriter;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects, the tree they stand in, and the tree of their types, over QMP. */
class QomCommandsTest {

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void populate() throws Exception {
    peer = stage.negotiated();
    add("{'qom-type':'memory-backend-ram','id':'m0','size':1048576}");
    add("{'qom-type':'rng-builtin','id':'rng0'}");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void add(String members) throws Exception {
    assertThat(call("object-add", members)).isEqualTo("{\"return\":{}}");
  }

  /** Calls a command and answers the whole reply, an error cut down to its class. */
  private String call(String command, String arguments) throws Exception {
    Map<String, Object> reply =
        Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
    return reply.get("error") instanceof Map<?, ?> error
        ? String.valueOf(error.get("class"))
        : JsonWriter.compact(reply);
  }

  private Object result(String command, String arguments) throws Exception {
    Map<String, Object> reply =
        Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
    assertThat(reply).containsKey("return");
    return reply.get("return");
  }

  private List<Object> results(String command, String arguments) throws Exception {
    return new ArrayList<>((List<?>) result(command, arguments));
  }

  private static Map<String, Object> entry(String name, String type) {
    return Map.of("name", name, "type", type);
  }

  // --- paths

  @ParameterizedTest
  @CsvSource({
    "/objects/m0, memory-backend-ram",
    "//objects//m0, memory-backend-ram",
    "/objects/m0/, memory-backend-ram",
    "objects/m0, memory-backend-ram",
    "rng0, rng-builtin",
    "/, container",
    "//, container",
    "/machine, virt-machine",
    "machine, virt-machine",
    "/machine/peripheral, container",
    "peripheral/r0, virtio-rng-device",
    "/machine/soc0/harts[0], rv64-riscv-cpu",
    "/machine/memory-backend, memory-backend-ram",
    "/machine/peripheral/r0/rng, rng-builtin",
    "r0/rng, rng-builtin",
    "/chardevs/qmp0, chardev-socket",
    "/backend, container",
    "/objects/none, DeviceNotFound",
    "/objects/m0/none, DeviceNotFound",
    "/objects/m0/size, DeviceNotFound",
    "none, DeviceNotFound",
    "./m0, DeviceNotFound",
    "m0, DeviceNotFound",
    "'', DeviceNotFound",
    "/machine/peripheral/loop/rng, DeviceNotFound",
    "/machine/peripheral/loop/bad, DeviceNotFound",
  })
  void resolvesPaths(String path, String outcome) throws Exception {
    String expected =
        outcome.equals("DeviceNotFound") ? outcome : "{\"return\":\"" + outcome + "\"}";

    assertThat(call("qom-get", "{'path':'" + path + "','property':'type'}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"m0, GenericError", "'', GenericError", "none, DeviceNotFound"})
  void listingTellsAmbiguousFromMissing(String path, String errorClass) throws Exception {
    assertThat(call("qom-list", "{'path':'" + path + "'}")).isEqualTo(errorClass);
  }

  @Test
  void refusesAPathOfMegabytes() throws Exception {
    assertThat(call("qom-list", "{'path':'" + "/".repeat(8 << 20) + "'}"))
        .isEqualTo("DeviceNotFound");
  }

  @Test
  void listsChildrenLinksAndValues() throws Exception {
    assertThat(result("qom-list", "{'path':'/'}"))
        .isEqualTo(
            List.of(
                entry("type", "string"),
                entry("machine", "child<virt-machine>"),
                entry("objects", "child<container>"),
                entry("chardevs", "child<container>"),
                entry("backend", "child<container>")));
    assertThat(result("qom-list", "{'path':'/objects'}"))
        .isEqualTo(
            List.of(
                entry("type", "string"),
                entry("m0", "child<memory-backend-ram>"),
                entry("rng0", "child<rng-builtin>")));
    assertThat(results("qom-list", "{'path':'/machine'}"))
        .contains(
            entry("memory-backend", "link<memory-backend>"),
            entry("peripheral", "child<container>"));
    assertThat(results("qom-list", "{'path':'/objects/m0'}"))
        .contains(entry("size", "int"), entry("policy", "HostMemPolicy"), entry("merge", "bool"));
  }

  @Test
  void worksBeforeThereIsAMachine() throws Exception {
    stage.around.machine().unset(stage.machine);

    assertThat(call("qom-list", "{'path':'/machine'}")).isEqualTo("DeviceNotFound");
    assertThat(call("qom-list", "{'path':'m0'}")).startsWith("{\"return\"");
  }

  // --- values

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/objects/m0            | size            | 1048576",
        "/objects/m0            | merge           | true",
        "/objects/m0            | policy          | \"default\"",
        "/objects/m0            | host-nodes      | []",
        "/objects/rng0          | opened          | false",
        "/objects/rng0          | note            | \"\"",
        "/objects               | m0              | \"/objects/m0\"",
        "/machine               | memory-backend  | \"/objects/m0\"",
        "/machine/peripheral/r0 | rng             | \"/objects/rng0\"",
        "/machine/peripheral/r0 | bad             | \"\"",
        "peripheral/loop        | rng             | \"\"",
        "peripheral/loop        | bad             | \"\"",
      })
  void readsValuesLinksAndChildren(String path, String property, String value) throws Exception {
    assertThat(call("qom-get", "{'path':'" + path + "','property':'" + property + "'}"))
        .isEqualTo("{\"return\":" + value + "}");
  }

  @Test
  void aLinkToADeletedObjectReadsEmpty() throws Exception {
    call("object-del", "{'id':'rng0'}");

    assertThat(call("qom-get", "{'path':'peripheral/r0','property':'rng'}"))
        .isEqualTo("{\"return\":\"\"}");
  }

  @Test
  void numbersAboveTheSignedRangeStayWhole() throws Exception {
    add("{'qom-type':'memory-backend-ram','id':'big','size':18446744073709551615}");

    assertThat(result("qom-get", "{'path':'big','property':'size'}"))
        .isEqualTo(new BigInteger("18446744073709551615"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/objects/m0   | merge      | false     | {\"return\":{}}",
        "/objects/m0   | host-nodes | [0,2]     | {\"return\":{}}",
        "/objects/m0   | merge      | 'off'     | GenericError",
        "/objects/m0   | merge      | null      | GenericError",
        "/objects/m0   | share      | true      | GenericError",
        "/objects/m0   | type       | 'x'       | GenericError",
        "/objects/m0   | nope       | 1         | GenericError",
        "/objects      | m0         | 'x'       | GenericError",
        "/machine      | memory-backend | 'm0'  | GenericError",
        "/machine/peripheral/r0 | rng | 'rng0' | GenericError",
        "/objects/none | merge      | false     | DeviceNotFound",
        "m0            | merge      | false     | DeviceNotFound",
      })
  void setsValues(String path, String property, String value, String outcome) throws Exception {
    String arguments = "{'path':'%s','property':'%s','value':%s}".formatted(path, property, value);

    assertThat(call("qom-set", arguments)).isEqualTo(outcome);
  }

  @Test
  void readsBackWhatWasSet() throws Exception {
    call("qom-set", "{'path':'/objects/m0','property':'host-nodes','value':[0,2]}");

    assertThat(result("qom-get", "{'path':'/objects/m0','property':'host-nodes'}"))
        .isEqualTo(List.of(0L, 2L));
  }

  @ParameterizedTest
  @CsvSource({"/objects/m0, nope", "/objects, none"})
  void readingAnUnknownPropertyIsAPlainError(String path, String property) throws Exception {
    assertThat(call("qom-get", "{'path':'" + path + "','property':'" + property + "'}"))
        .isEqualTo("GenericError");
  }

  // --- objects

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'qom-type':'nope','id':'x'}",
        "{'qom-type':'rng-builtin'}",
        "{'id':'x'}",
        "{'qom-type':'rng-builtin','id':1}",
        "{'qom-type':'rng-builtin','id':'rng0'}",
        "{'qom-type':'rng-builtin','id':'x','nope':1}",
        "{'qom-type':'rng-builtin','id':'x','props':{}}",
        "{'qom-type':'memory-backend-ram','id':'x'}",
        "{'qom-type':'memory-backend-ram','id':'x','size':'1M'}",
      })
  void refusesObjects(String members) throws Exception {
    assertThat(call("object-add", members)).isEqualTo("GenericError");
    assertThat(call("qom-list", "{'path':'/objects/x'}")).isEqualTo("DeviceNotFound");
  }

  @Test
  void deletesByPlainId() throws Exception {
    assertThat(call("object-del", "{'id':'/objects/m0'}")).isEqualTo("GenericError");
    assertThat(call("object-del", "{'id':'m0'}")).isEqualTo("{\"return\":{}}");
    assertThat(call("object-del", "{'id':'m0'}")).isEqualTo("GenericError");
  }

  @Test
  void showsEveryDefinitionWithItsPhase() throws Exception {
    stage.registry.put(
        new ObjectStatus(
            ObjectPath.object("w0"),
            "rng-egd",
            Optional.empty(),
            Phase.WAITING,
            "no bundle offers rng-egd",
            new PropertyValues(Map.of()),
            List.of()));

    assertThat(results("x-query-objects", "{}"))
        .contains(
            Map.of(
                "id",
                "w0",
                "type",
                "rng-egd",
                "container",
                "objects",
                "phase",
                "waiting",
                "reason",
                "no bundle offers rng-egd",
                "holders",
                List.of()),
            Map.of(
                "id",
                "qmp0",
                "type",
                "socket",
                "container",
                "chardevs",
                "phase",
                "realized",
                "reason",
                "",
                "holders",
                List.of("monitor")));
  }

  // --- types

  @Test
  void listsTypes() throws Exception {
    List<Object> concrete = results("qom-list-types", "{}");

    assertThat(concrete)
        .contains(
            Map.of("name", "rng-builtin", "parent", "rng-backend"),
            Map.of("name", "virt-machine", "parent", "machine"),
            Map.of("name", "virtio-rng-device", "parent", "virtio-device"));
    assertThat(concrete).noneMatch(line -> ((Map<?, ?>) line).containsKey("abstract"));
    assertThat(results("qom-list-types", "{'abstract':true}"))
        .contains(
            Map.of("name", "memory-backend", "parent", "object", "abstract", true),
            Map.of("name", "object", "abstract", true));
  }

  @ParameterizedTest
  @CsvSource({
    "rng-backend, rng-builtin",
    "user-creatable, 'memory-backend-plain,memory-backend-ram,rng-builtin,thread-context'",
    "device, 'pc-dimm,virtio-rng-device'",
    "rng-builtin, rng-builtin",
    "chardev, 'chardev-file,chardev-null,chardev-pipe,chardev-pty,chardev-radio,chardev-ringbuf,chardev-socket,chardev-stdio'",
    "nope, ''",
  })
  void listsTypesThatImplementAnother(String wanted, String names) throws Exception {
    List<Object> lines = results("qom-list-types", "{'implements':'" + wanted + "'}");

    assertThat(lines.stream().map(line -> String.valueOf(((Map<?, ?>) line).get("name"))))
        .containsExactlyElementsOf(names.isEmpty() ? List.of() : List.of(names.split(",")));
  }

  @ParameterizedTest
  @CsvSource({
    "qom-list-properties, nope, DeviceNotFound",
    "qom-list-properties, user-creatable, GenericError",
    "device-list-properties, nope, DeviceNotFound",
    "device-list-properties, rng-builtin, GenericError",
    "device-list-properties, virtio-device, GenericError",
  })
  void refusesTypes(String command, String type, String errorClass) throws Exception {
    assertThat(call(command, "{'typename':'" + type + "'}")).isEqualTo(errorClass);
  }

  @Test
  void listsPropertiesOfTypes() throws Exception {
    assertThat(results("qom-list-properties", "{'typename':'memory-backend-ram'}"))
        .contains(
            entry("type", "string"),
            Map.of("name", "size", "type", "int", "description", "size in bytes"),
            Map.of(
                "name", "share", "type", "bool", "description", "shared", "default-value", false));
    assertThat(result("qom-list-properties", "{'typename':'rng-backend'}"))
        .isEqualTo(List.of(entry("type", "string")));
    assertThat(results("device-list-properties", "{'typename':'virtio-rng-device'}"))
        .contains(Map.of("name", "rng", "type", "link<rng-backend>", "description", "backend"))
        .doesNotContain(entry("type", "string"));
  }
}
