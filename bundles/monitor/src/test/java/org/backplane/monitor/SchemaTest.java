package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.json.JsonNull;
import org.backplane.json.JsonReader;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.tck.qmp.WireSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code query-qmp-schema} says is what is served. The messages of all other tests are held
 * against it too.
 */
class SchemaTest {

  private final Stage stage = new Stage();
  private ScriptedPeer peer;
  private WireSchema schema;

  @BeforeEach
  void connect() throws Exception {
    var _ = stage.open(Mode.CONTROL, false);
    schema = stage.schema();
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void listsTheCommandsThatAreThere() throws Exception {
    var names = new ArrayList<Object>();
    for (Object line : (List<?>) Stage.ask(peer, "{'execute':'query-commands'}").get("return")) {
      names.add(((Map<?, ?>) line).get("name"));
    }

    assertThat(schema.commands()).containsExactlyInAnyOrderElementsOf(strings(names));
  }

  private static List<String> strings(List<?> values) {
    return values.stream().map(String.class::cast).toList();
  }

  @Test
  void listsTheEvents() {
    assertThat(schema.events())
        .containsExactlyInAnyOrder(
            "RESUME",
            "STOP",
            "POWERDOWN",
            "RESET",
            "SHUTDOWN",
            "DEVICE_DELETED",
            "JOB_STATUS_CHANGE",
            "X_JOB_PROGRESS");
  }

  @Test
  void keepsToItsOwnDescription() {
    schema.checkReturn("query-qmp-schema", schema.entities());
  }

  @Test
  void everyTypeThatIsNamedIsThere() {
    assertThat(schema.unknownTypes()).isEmpty();
  }

  @Test
  void theVariantsOfAUnionAreObjects() {
    for (Map<String, Object> entity : schema.entities()) {
      if (entity.get("variants") instanceof List<?> variants) {
        variants.forEach(
            v -> assertThat(meta(type(((Map<?, ?>) v).get("type")))).isEqualTo("object"));
      }
    }
  }

  private Map<String, Object> type(Object name) {
    return schema.type((String) name);
  }

  private static Object meta(Map<String, Object> entity) {
    return entity.get("meta-type");
  }

  @Test
  void namesOfTypesAreMasked() {
    assertThat(schema.entities())
        .filteredOn(entity -> Set.of("object", "enum", "alternate").contains(meta(entity)))
        .extracting(entity -> entity.get("name"))
        .allSatisfy(name -> assertThat((String) name).matches("\\d+"))
        .doesNotHaveDuplicates();
    assertThat(schema.type("[str]")).containsEntry("element-type", "str");
    assertThat(schema.type("str")).containsEntry("json-type", "string");
    assertThat(schema.command("stop"))
        .containsEntry("arg-type", "0")
        .containsEntry("ret-type", "0");
    assertThat(schema.type("0")).containsEntry("members", List.of());
  }

  @Test
  void everyQueryAnswersAsDescribed() throws Exception {
    Stage.ask(
        peer,
        "{'execute':'object-add','arguments':{'qom-type':'memory-backend-ram','id':'m0','size':1}}");
    int queries = 0;
    for (String command : schema.commands()) {
      if (command.contains("query-") && !command.equals("query-balloon")) { // there is none
        // The peer itself holds the answer against the schema.
        assertThat(Stage.query(peer, command)).as(command).containsKey("return");
        queries++;
      }
    }
    assertThat(queries).isGreaterThan(30);
  }

  @Test
  void anAnswerWithAnUnknownMemberIsNoticed() {
    assertThatThrownBy(
            () -> schema.checkReturn("query-target", Map.of("arch", "riscv64", "more", true)))
        .hasMessageContaining("more");
    assertThatThrownBy(() -> schema.checkReturn("query-target", Map.of()))
        .hasMessageContaining("arch");
    assertThatThrownBy(() -> schema.checkReturn("query-target", Map.of("arch", 1L)))
        .hasMessageContaining("query-target.arch");
    assertThatThrownBy(() -> schema.checkEvent("RESET", Map.of("guest", true, "reason", "boredom")))
        .hasMessageContaining("RESET.reason");
  }

  @Test
  void tellsWhatMayOvertake() {
    assertThat(schema.commands())
        .filteredOn(name -> schema.command(name).containsKey("allow-oob"))
        .containsExactlyInAnyOrder(
            "query-status", "query-jobs", "job-cancel", "query-yank", "yank");
  }

  // --- what types take, from their own descriptions

  @Test
  void anObjectTakesThePropertiesOfItsType() {
    Map<String, Object> arguments = schema.arguments("object-add");

    assertThat(arguments).containsEntry("tag", "qom-type");
    assertThat(schema.member(arguments, "qom-type"))
        .containsEntry(
            "values",
            List.of("memory-backend-plain", "memory-backend-ram", "rng-builtin", "thread-context"));
    assertThat(schema.member(arguments, "id")).containsEntry("json-type", "string");
    Map<String, Object> ram = schema.variant(arguments, "memory-backend-ram");
    assertThat(new ArrayList<Object>((List<?>) ram.get("members")))
        .contains(
            Map.of("name", "size", "type", "int"),
            Map.of("name", "share", "type", "bool", "default", JsonNull.NULL));
    assertThat(schema.member(ram, "host-nodes")).containsEntry("element-type", "int");
    assertThat(schema.member(ram, "policy")).containsEntry("values", List.of("default", "bind"));
    assertThat(schema.member(ram, "prealloc-context")).containsEntry("json-type", "string");
    assertThatThrownBy(() -> schema.member(ram, "x-page-size")).hasMessageContaining("x-page-size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"qom-type":"memory-backend-ram","id":"m","size":1,"share":true,"host-nodes":[1]} | true
          {"qom-type":"rng-builtin","id":"r"}                                              | true
          {"qom-type":"memory-backend-ram","id":"m"}                                       | false
          {"qom-type":"memory-backend-ram","id":"m","size":"1M"}                           | false
          {"qom-type":"memory-backend-ram","id":"m","size":1,"sizes":1}                    | false
          {"qom-type":"memory-backend-ram","size":1}                                       | false
          {"qom-type":"nope","id":"m"}                                                     | false
          """)
  void theDescriptionOfAnObjectHoldsForRequests(String arguments, boolean good) throws Exception {
    Object value = JsonReader.parse(arguments);
    String type = (String) schema.command("object-add").get("arg-type");
    boolean described;
    try {
      schema.check(type, value, "object-add");
      described = true;
    } catch (AssertionError _) {
      described = false;
    }
    Map<String, Object> reply =
        Stage.ask(peer, "{'execute':'object-add','arguments':" + arguments + "}");

    assertThat(described).isEqualTo(good);
    assertThat(reply.containsKey("return")).isEqualTo(good);
  }

  @Test
  void aDeviceTakesThePropertiesOfItsType() {
    Map<String, Object> arguments = schema.arguments("device_add");

    assertThat(schema.member(arguments, "id")).isNotEmpty();
    assertThat(schema.member(schema.variant(arguments, "pc-dimm"), "memdev"))
        .containsEntry("json-type", "string");
    assertThat(strings((List<?>) schema.command("device_add").get("features")))
        .contains("json-cli-hotplug");
  }

  @Test
  void aCharacterDeviceIsDescribedInTheWordsOfTheProtocol() {
    Map<String, Object> backend = schema.member(schema.arguments("chardev-add"), "backend");
    Map<String, Object> socket = schema.member(schema.variant(backend, "socket"), "data");
    Map<String, Object> address = schema.member(socket, "addr");
    Map<String, Object> unix = schema.member(schema.variant(address, "unix"), "data");
    Map<String, Object> file = schema.member(schema.variant(backend, "file"), "data");
    Map<String, Object> radio = schema.member(schema.variant(backend, "radio"), "data");

    assertThat(schema.member(unix, "path")).containsEntry("json-type", "string");
    assertThat(schema.member(file, "out")).containsEntry("json-type", "string");
    assertThat(schema.member(radio, "addr")).containsEntry("json-type", "string");
    // What QMP has a word for but the type has no property is not taken.
    assertThatThrownBy(() -> schema.member(socket, "telnet")).hasMessageContaining("telnet");
  }
}
