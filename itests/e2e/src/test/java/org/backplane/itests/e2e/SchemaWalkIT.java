package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.json.JsonNull;
import org.backplane.tck.qmp.WireSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All that a host with a guest says of its monitor is so. */
class SchemaWalkIT {

  /** What a question needs to be told; the others need nothing. */
  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("query-stats", "{'target':'vm'}"),
          Map.entry("query-cpu-model-expansion", "{'type':'full','model':{'name':'rv64'}}"),
          Map.entry("x-query-virtio-status", "{'path':'/machine/peripheral/r0'}"),
          Map.entry("x-query-virtio-queue-status", "{'path':'/machine/peripheral/r0','queue':0}"),
          Map.entry("qom-list", "{'path':'/objects'}"),
          Map.entry("qom-get", "{'path':'/objects/m0','property':'size'}"),
          Map.entry("qom-list-types", "{'abstract':true}"),
          Map.entry("qom-list-properties", "{'typename':'memory-backend-ram'}"),
          Map.entry("device-list-properties", "{'typename':'virtio-rng-device'}"),
          Map.entry("trace-event-get-state", "{'name':'*'}"),
          Map.entry("human-monitor-command", "{'command-line':'info status'}"));

  private static Installation installation;
  private static Host host;
  private static Path socket;

  @BeforeAll
  static void start() throws Exception {
    installation = Installation.unpack();
    socket = installation.scratch("walk.sock");
    host =
        installation.start(
            GuestIT.machine(
                installation, "spin", "-qmp", "unix:" + socket + ",server=on,wait=off"));
    host.awaitOutput("SPIN");
    host.await("the monitor's socket", () -> Files.exists(socket));
  }

  @AfterAll
  static void end() throws Exception {
    host.close();
    installation.close();
  }

  private static Object ask(QmpClient qmp, String command) throws Exception {
    String arguments = ARGUMENTS.getOrDefault(command, "{}");
    return qmp.returned("{'execute':'" + command + "','arguments':" + arguments + "}");
  }

  private static WireSchema schema(QmpClient qmp) throws Exception {
    return new WireSchema(ask(qmp, "query-qmp-schema"), JsonNull.NULL);
  }

  @Test
  void everyQuestionIsAnsweredAsDescribed() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      WireSchema schema = schema(qmp);
      var asked = new ArrayList<String>();
      for (String command : schema.commands()) {
        boolean question = command.startsWith("query-") || command.startsWith("x-query-");
        if ((question || ARGUMENTS.containsKey(command)) && !command.equals("query-balloon")) {
          schema.checkReturn(command, ask(qmp, command));
          asked.add(command);
        }
      }
      assertThat(asked).hasSizeGreaterThan(40).containsAll(ARGUMENTS.keySet());
    }
  }

  @Test
  void everyTargetHasStatisticsAsDescribed() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      WireSchema schema = schema(qmp);
      for (String target :
          List.of("vm", "vcpu", "cryptodev", "object", "chardev", "device", "monitor")) {
        schema.checkReturn(
            "query-stats",
            qmp.returned("{'execute':'query-stats','arguments':{'target':'" + target + "'}}"));
      }
      assertThat(
              qmp.returned("{'execute':'query-stats','arguments':{'target':'monitor'}}").toString())
          .contains("/chardevs/compat_monitor0")
          .contains("command-latency");
    }
  }

  @Test
  void everyTypeThatIsNamedIsDescribed() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      assertThat(schema(qmp).unknownTypes()).isEmpty();
    }
  }

  @Test
  void whatIsDescribedOfAnObjectAreItsTypesProperties() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      Map<String, List<String>> cases = schema(qmp).cases("object-add");
      assertThat(cases).containsKeys("memory-backend-ram", "rng-builtin");
      for (Map.Entry<String, List<String>> type : cases.entrySet()) {
        Object properties =
            qmp.returned(
                "{'execute':'qom-list-properties','arguments':{'typename':'"
                    + type.getKey()
                    + "'}}");
        assertThat(names(properties)).as(type.getKey()).containsAll(type.getValue());
      }
    }
  }

  private static List<String> names(Object properties) {
    return ((List<?>) properties)
        .stream().map(property -> String.valueOf(((Map<?, ?>) property).get("name"))).toList();
  }
}
