package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.trace.TracePoint;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What monitors count of themselves, and tell event by event. */
class MonitorWatchTest {

  private final Stage stage = new Stage();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    stage.close();
  }

  private static Map<String, Object> stats(ScriptedPeer peer, String monitor) throws Exception {
    var stats = new HashMap<String, Object>();
    Object results =
        Stage.ask(peer, "{'execute':'query-stats','arguments':{'target':'monitor'}}")
            .getOrDefault("return", List.of());
    for (Object result : (List<?>) results) {
      var members = (Map<?, ?>) result;
      if (members.get("qom-path").equals("/chardevs/" + monitor)) {
        for (Object stat : (List<?>) members.get("stats")) {
          stats.put((String) ((Map<?, ?>) stat).get("name"), ((Map<?, ?>) stat).get("value"));
        }
      }
    }
    return stats;
  }

  @Test
  void aMonitorCountsWhatItsClientsDo() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    Map<String, Object> before = stats(peer, Stage.QMP);
    Stage.ask(peer, "{'execute':'query-name'}");
    Stage.ask(peer, "{'execute':'nope'}");

    Map<String, Object> after = stats(peer, Stage.QMP);

    assertThat(grown(before, after, "commands")).isEqualTo(3); // with the first query-stats
    assertThat(grown(before, after, "commands-failed")).isEqualTo(1);
    assertThat(grown(before, after, "bytes-in")).isPositive();
    assertThat(grown(before, after, "bytes-out")).isPositive();
    assertThat(sum(after.get("command-latency"))).isEqualTo((long) after.get("commands"));
  }

  private static long grown(Map<String, Object> before, Map<String, Object> after, String name) {
    return (long) after.get(name) - (long) before.get(name);
  }

  private static long sum(Object buckets) {
    return ((List<?>) buckets).stream().mapToLong(count -> (long) count).sum();
  }

  @Test
  void anEventCountsOnceItIsWritten() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    stage.machine.emit(new MachineEvent.Stopped());
    peer.message();

    long end = System.nanoTime() + 20_000_000_000L;
    while ((long) stats(peer, Stage.QMP).get("events-sent") != 1) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    assertThat(stats(peer, Stage.QMP)).containsEntry("events-dropped", 0L);
  }

  @Test
  void aMonitorCountsItsClients() throws Exception {
    ScriptedPeer first = stage.negotiated();
    ScriptedPeer second = stage.negotiated();
    assertThat(stats(first, Stage.QMP)).containsEntry("clients", 2L);

    second.hangUp();

    long end = System.nanoTime() + 20_000_000_000L;
    while ((long) stats(first, Stage.QMP).get("clients") != 1) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    assertThat((long) stats(first, Stage.QMP).get("connections")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aPersonsLinesCountToo() throws Exception {
    ScriptedPeer person = stage.person();
    Stage.type(person, "info name");
    Stage.type(person, "");
    Stage.type(person, "  ");
    Stage.type(person, "qom-get /nope size"); // an error of the command
    Stage.type(person, "nope"); // no command at all

    assertThat(stats(stage.negotiated(), Stage.HMP))
        .containsEntry("commands", 3L)
        .containsEntry("commands-failed", 2L);
  }

  // --- event by event

  private void listen() {
    for (TracePoint point : stage.trace.points()) {
      point.open((it, values) -> told.add(it.name() + " " + Arrays.toString(values)));
    }
  }

  @Test
  void aCommandIsTracedFromItsComingToItsReply() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    listen();
    Stage.ask(peer, "{'execute':'query-name','id':'a'}");
    Stage.ask(peer, "{'execute':'nope','id':'b'}");
    Stage.ask(peer, "[]");

    assertThat(told)
        .containsExactly(
            "handle_qmp_command [qmp0, 'query-name', 33]",
            "monitor_qmp_cmd_in_band [a]",
            told.get(2),
            "handle_qmp_command [qmp0, 'nope', 27]",
            "monitor_qmp_cmd_in_band [b]",
            told.get(5),
            "monitor_qmp_err_in_band [not-an-object]");
    assertThat(told.get(2)).startsWith("monitor_qmp_respond [qmp0, a, return, ");
    assertThat(told.get(5)).startsWith("monitor_qmp_respond [qmp0, b, CommandNotFound, ");
  }

  @Test
  void whatOvertakesIsTracedAsSuch() throws Exception {
    ScriptedPeer peer = stage.greeted();
    Stage.ask(peer, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}");
    listen();
    Stage.ask(peer, "{'exec-oob':'query-yank','id':7}");

    assertThat(told).contains("monitor_qmp_cmd_out_of_band [7]");
  }

  @Test
  void eventsAreTraced() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    listen();
    stage.machine.emit(new MachineEvent.Stopped());
    peer.message();

    assertThat(told)
        .contains(
            "monitor_protocol_event_queue [STOP, {}]", "monitor_protocol_event_emit [qmp0, STOP]");
  }

  @Test
  void noSecretIsTraced() throws Exception {
    ScriptedPeer peer = stage.negotiated();
    listen();
    Stage.ask(
        peer,
        "{'execute':'object-add','arguments':"
            + "{'qom-type':'rng-builtin','id':'r0','note':'hunter2'}}");
    Stage.ask(peer, "{'execute':'qom-get','arguments':{'path':'/objects/r0','property':'note'}}");

    assertThat(told).isNotEmpty().noneMatch(line -> line.contains("hunter2"));
  }

  /** What was meant to be a secret may end up anywhere in a message that is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "{'execute':'object-add',hunter2}                    @ not-json",
        "{'execute':'x','arguments':{'hunter2':1,'hunter2':1}} @ not-json",
        "['hunter2']                                         @ not-an-object",
        "{'execute':'object-add','hunter2':1}                @ unknown-member",
        "{'id':'hunter2'}                                    @ not-one-command",
        "{'execute':['hunter2']}                             @ command-not-a-string",
        "{'execute':'x','arguments':'hunter2'}               @ arguments-not-an-object"
      })
  void noMalformedSecretIsTraced(String message, String flaw) throws Exception {
    ScriptedPeer peer = stage.negotiated();
    listen();
    assertThat(Stage.ask(peer, message)).containsKey("error");
    peer.send("{'execute':'query-name'}").message();

    assertThat(told)
        .contains("monitor_qmp_err_in_band [" + flaw + "]")
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void everyPointHasANameOfItsOwn() {
    var names = new ArrayList<String>();
    stage.trace.points().forEach(point -> names.add(point.name()));

    assertThat(names).doesNotHaveDuplicates().contains("monitor_suspend");
  }
}
