package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of memory: what it costs the host, and what the machine made of it. */
class MemoryTest {

  private static final long RAM_BASE = 0x8000_0000L;

  private final Stage stage = new Stage();
  private ScriptedPeer peer;
  private ScriptedPeer person;

  @BeforeEach
  void populate() throws Exception {
    peer = stage.negotiated();
    person = stage.person();
    add("'memory-backend-ram','id':'m0','size':2097152");
    add("'memory-backend-plain','id':'m1','size':4096");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void add(String members) throws Exception {
    assertThat(line("object-add", "{'qom-type':" + members + "}")).isEqualTo("{\"return\":{}}");
  }

  private String line(String command, String arguments) throws Exception {
    return peer.send("{'execute':'" + command + "','arguments':" + arguments + "}").line();
  }

  private String type(String words) throws Exception {
    return Stage.type(person, words).replace("\r\n", "\n");
  }

  private void useM0() {
    stage.machine.memory(
        new MemoryRegion("m0", ObjectPath.object("m0"), RAM_BASE, 2 << 20, 2 << 20, true));
  }

  private void plug(String id, boolean hotplugged) {
    stage.machine.memoryDevices(
        new MemoryDevice(id, 1L << 32, 4096, 0, 1, ObjectPath.object("m1"), hotplugged));
  }

  // --- usage

  @Test
  void tellsWhatEachBackendCosts() throws Exception {
    List.of("mapped", "reserved", "resident", "shared", "swapped", "huge", "lost")
        .forEach(figure -> stage.registry.figure("m0", "x-" + figure + "-size", figure.length()));
    stage.registry.figure("m0", "x-page-size", 4096);

    assertThat(line("x-query-memdev-usage", "{}"))
        .isEqualTo(
            "{\"return\":[{\"id\":\"m0\",\"requested\":2097152,\"mapped\":6,\"reserved\":8,"
                + "\"resident\":8,\"shared\":6,\"swapped\":7,\"huge\":4,\"lost\":4,"
                + "\"page-size\":4096,\"share\":false},"
                + "{\"id\":\"m1\",\"requested\":4096,\"share\":false}]}");
    assertThat(type("info memdev-usage"))
        .startsWith("memory backend: m0\n  requested: 2097152\n  mapped: 6\n")
        .endsWith("  share: false\nmemory backend: m1\n  requested: 4096\n  share: false\n");
  }

  @Test
  void theMachineKnowsThePagesOfItsMemory() throws Exception {
    useM0();

    assertThat(line("x-query-memdev-usage", "{}"))
        .contains("{\"id\":\"m0\",\"requested\":2097152,\"page-size\":2097152,")
        .contains("{\"id\":\"m1\",\"requested\":4096,\"share\"");
  }

  @Test
  void whatNobodyTellsIsLeftOut() throws Exception {
    detach("m0");

    assertThat(line("x-query-memdev-usage", "{}"))
        .startsWith("{\"return\":[{\"id\":\"m0\",\"requested\":2097152,\"share\":false},");
  }

  private void detach(String id) {
    ObjectStatus live = stage.registry.find(ObjectPath.object(id)).orElseThrow();
    stage.registry.put(
        new ObjectStatus(
            live.path(),
            live.typeName(),
            live.type(),
            Phase.DETACHED,
            "its bundle is away",
            live.properties(),
            List.of()));
  }

  // --- memory devices

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"d0 | `\"id\":\"d0\",` | true", "`` | `` | false"})
  void listsMemoryDevices(String id, String member, boolean hotplugged) throws Exception {
    plug(id, hotplugged);

    assertThat(line("query-memory-devices", "{}"))
        .isEqualTo(
            ("{\"return\":[{\"type\":\"dimm\",\"data\":{%s\"addr\":4294967296,\"size\":4096,"
                    + "\"slot\":0,\"node\":1,\"memdev\":\"/objects/m1\",\"hotplugged\":%s,"
                    + "\"hotpluggable\":true}}]}")
                .formatted(member, hotplugged));
    assertThat(type("info memory-devices"))
        .isEqualTo(
            """
            Memory device [dimm]: "%s"
              addr: 0x100000000
              slot: 0
              node: 1
              size: 4096
              memdev: /objects/m1
              hotplugged: %s
              hotpluggable: true
            """
                .formatted(id, hotplugged));
  }

  @Test
  void sumsMemoryUp() throws Exception {
    plug("d0", true);

    assertThat(line("query-memory-size-summary", "{}"))
        .isEqualTo("{\"return\":{\"base-memory\":1048576,\"plugged-memory\":4096}}");
    assertThat(type("info memory_size_summary"))
        .isEqualTo("base memory: 1048576\nplugged memory: 4096\n");
  }

  @Test
  void thereAreNoDevicesWithoutAMachine() throws Exception {
    plug("d0", true);
    stage.around.machine().unset(stage.machine);

    assertThat(line("query-memory-devices", "{}")).isEqualTo("{\"return\":[]}");
    assertThat(type("info memory-devices")).isEmpty();
  }

  // --- blocks

  @Test
  void showsMemoryBlocks() throws Exception {
    useM0();
    add("'memory-backend-ram','id':'m2','size':100");
    stage.registry.figure("m2", "x-mapped-size", 4096);
    stage.registry.figure("m2", "x-page-size", 4096);

    assertThat(type("info ramblock").lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly(
            "Block Name PSize Offset Used Total GPA RO",
            "m0 2 MiB 0x0000000000000000 0x0000000000200000 0x0000000000200000 0x0000000080000000 rw",
            "- 0x0000000000200000 0x0000000000001000 0x0000000000001000 - rw",
            "4 KiB 0x0000000000201000 0x0000000000000064 0x0000000000001000 - rw");
  }

  @Test
  void columnsStandBelowTheirHeadings() throws Exception {
    stage.machine.memory(
        new MemoryRegion("m0", ObjectPath.object("m0"), RAM_BASE, 2 << 20, 1 << 30, false));

    List<String> lines = type("info ramblock").lines().toList();

    assertThat(lines).extracting(String::length).containsOnly(lines.getFirst().length());
    assertThat(lines.get(1)).contains(" 1 GiB ").endsWith(" ro");
  }

  // --- regions in the tree

  private String get(String path, String property) throws Exception {
    return line("qom-get", "{'path':'" + path + "','property':'" + property + "'}")
        .replaceAll("^\\{\"return\":(.*)}$", "$1");
  }

  @Test
  void aBackendHasARegion() throws Exception {
    assertThat(line("qom-list", "{'path':'/objects/m0/m0[0]'}"))
        .isEqualTo(
            "{\"return\":[{\"name\":\"type\",\"type\":\"string\"},"
                + "{\"name\":\"container\",\"type\":\"link<memory-region>\"},"
                + "{\"name\":\"addr\",\"type\":\"uint64\"},"
                + "{\"name\":\"size\",\"type\":\"uint64\"},"
                + "{\"name\":\"priority\",\"type\":\"uint32\"}]}");
    assertThat(line("qom-list", "{'path':'/objects/m0'}"))
        .contains("{\"name\":\"m0[0]\",\"type\":\"child<memory-region>\"}");
    assertThat(type("info qom-tree /objects/m0"))
        .isEqualTo("/m0 (memory-backend-ram)\n  /m0[0] (memory-region)\n");
  }

  @ParameterizedTest
  @CsvSource({"type, '\"memory-region\"'", "size, 2097152", "addr, 0", "priority, 0"})
  void anUnusedRegionStandsAlone(String property, String value) throws Exception {
    assertThat(get("/objects/m0/m0[0]", property)).isEqualTo(value);
    assertThat(get("/objects/m0/m0[0]", "container")).isEqualTo("\"\"");
  }

  @Test
  void aUsedRegionTellsWhereTheGuestSeesIt() throws Exception {
    useM0();

    assertThat(get("/objects/m0/m0[0]", "addr")).isEqualTo(Long.toString(RAM_BASE));
    assertThat(get("/objects/m0/m0[0]", "container"))
        .isEqualTo("\"/machine/unattached/system[0]\"");
    assertThat(get("/objects/m0/m0[0]/container", "size")).isEqualTo("18446744073709551615");
    assertThat(get("/objects/m1/m1[0]", "container")).isEqualTo("\"\"");
  }

  @Test
  void aRegionNamedByItsPathIsEscaped() throws Exception {
    add("'memory-backend-ram','id':'m2','size':1,'x-use-canonical-path-for-ramblock-id':true");

    assertThat(line("qom-list", "{'path':'/objects/m2'}"))
        .contains("\\\\x2fobjects\\\\x2fm2[0]\",\"type\":\"child<memory-region>\"");
  }

  @Test
  void aRegionCannotBeChanged() throws Exception {
    assertThat(line("qom-set", "{'path':'/objects/m0/m0[0]','property':'size','value':1}"))
        .contains("GenericError");
  }

  @Test
  void aBackendWhoseBundleIsAwayKeepsItsRegion() throws Exception {
    detach("m0");

    assertThat(get("/objects/m0/m0[0]", "size")).isEqualTo("2097152");
  }

  // --- links and sets

  @Test
  void aLinkReadsAsAPathWhileItsTargetIsThere() throws Exception {
    add("'thread-context','id':'t0'");
    add("'memory-backend-ram','id':'m2','size':1,'prealloc-context':'t0'");

    assertThat(get("/objects/m2", "prealloc-context")).isEqualTo("\"/objects/t0\"");
    line("object-del", "{'id':'t0'}");
    assertThat(get("/objects/m2", "prealloc-context")).isEqualTo("\"\"");
    assertThat(get("/objects/m0", "prealloc-context")).isEqualTo("\"\"");
  }

  @Test
  void aLinkToNothingIsAMissingReference() throws Exception {
    assertThat(
            line(
                "object-add",
                "{'qom-type':'memory-backend-ram','id':'m2','size':1,'prealloc-context':'t9'}"))
        .contains("\"class\":\"DeviceNotFound\"");
    assertThat(type("object_add memory-backend-ram,id=m2,size=1M,prealloc-context=t9"))
        .startsWith("Error: /objects/t9: there is no such object");
  }

  @Test
  void aPropertyThatIsOnlyWrittenIsNotRead() throws Exception {
    add("'thread-context','id':'t0','node-affinity':[0]");

    assertThat(get("/objects/t0", "node-affinity")).contains("GenericError");
  }

  @Test
  void peopleSetListsByRangeAndLinksById() throws Exception {
    assertThat(type("qom-set /objects/m0 host-nodes 0-2")).isEmpty();
    assertThat(type("qom-set /objects/m0 policy bind")).isEmpty();

    assertThat(type("info memdev")).contains("  policy: bind\n  host nodes: 0-2\n");
    assertThat(line("query-memdev", "{}"))
        .contains("\"host-nodes\":[0,1,2],\"policy\":\"bind\"")
        .contains("{\"id\":\"m1\",\"size\":4096,\"merge\":true,");
  }
}
