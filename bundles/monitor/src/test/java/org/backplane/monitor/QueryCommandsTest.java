package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.api.machine.RunState;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that tell, and commands about the machine and character devices. */
class QueryCommandsTest {

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "query-version | {\"qemu\":{\"major\":8,\"minor\":1,\"micro\":50},\"package\":\"backplane-0.1.0\"}",
        "query-name | {\"name\":\"vm1\"}",
        "query-uuid | {\"UUID\":\"11111111-2222-3333-4444-555555555555\"}",
        "query-target | {\"arch\":\"riscv64\"}",
        "query-kvm | {\"present\":false,\"enabled\":false}",
        "query-iothreads | []",
        "query-memdev | []",
        "query-memory-size-summary | {\"base-memory\":1048576,\"plugged-memory\":0}",
        "query-chardev-backends | [{\"name\":\"file\"},{\"name\":\"null\"},{\"name\":\"pipe\"},{\"name\":\"pty\"},{\"name\":\"radio\"},{\"name\":\"ringbuf\"},{\"name\":\"socket\"},{\"name\":\"stdio\"}]",
        "query-status | {\"status\":\"prelaunch\",\"singlestep\":false,\"running\":false}",
      })
  void tells(String command, String result) throws Exception {
    assertThat(line(command)).isEqualTo("{\"return\":" + result + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "query-name | {}",
        "query-uuid | {\"UUID\":\"00000000-0000-0000-0000-000000000000\"}",
        "query-target | {\"arch\":\"riscv64\"}",
        "query-cpus-fast | []",
        "query-memory-size-summary | {\"base-memory\":0,\"plugged-memory\":0}",
        "query-status | {\"status\":\"prelaunch\",\"singlestep\":false,\"running\":false}",
      })
  void tellsBeforeThereIsAMachine(String command, String result) throws Exception {
    stage.around.machine().unset(stage.machine);

    assertThat(line(command)).isEqualTo("{\"return\":" + result + "}");
  }

  private String line(String command) throws Exception {
    return peer.send("{'execute':'" + command + "'}").line();
  }

  private Object result(String request) throws Exception {
    Map<String, Object> reply = Stage.ask(peer, request);
    assertThat(reply).containsKey("return");
    return reply.get("return");
  }

  private List<Object> results(String request) throws Exception {
    return new ArrayList<>((List<?>) result(request));
  }

  @Test
  void listsEveryCommandOnce() throws Exception {
    List<Object> names = results("{'execute':'query-commands'}");

    assertThat(names)
        .doesNotHaveDuplicates()
        .contains(
            Map.of("name", "qmp_capabilities"),
            Map.of("name", "query-commands"),
            Map.of("name", "human-monitor-command"));
  }

  @Test
  void everyListedCommandIsThere() throws Exception {
    for (Object line : results("{'execute':'query-commands'}")) {
      Object name = ((Map<?, ?>) line).get("name");
      if ("qmp_capabilities".equals(name)) {
        continue; // the negotiation is over
      }
      Map<String, Object> reply =
          Stage.ask(peer, "{'execute':'" + name + "','arguments':{'no-such-argument':1}}");
      assertThat(((Map<?, ?>) reply.get("error")).get("class")).isEqualTo("GenericError");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, running, true",
    "PAUSED, paused, false",
    "DEBUG, debug, false",
    "SHUTDOWN, shutdown, false"
  })
  void tellsTheState(RunState state, String status, boolean running) throws Exception {
    stage.machine.state(state);

    assertThat(result("{'execute':'query-status'}"))
        .isEqualTo(Map.of("status", status, "singlestep", false, "running", running));
  }

  @Test
  void aRefusedContIsAnError() throws Exception {
    stage.machine.state(RunState.SHUTDOWN);

    assertThat(Stage.ask(peer, "{'execute':'cont'}")).containsKey("error");
  }

  @Test
  void listsCpus() throws Exception {
    assertThat(results("{'execute':'query-cpus-fast'}"))
        .singleElement()
        .isEqualTo(
            Map.of(
                "cpu-index",
                0L,
                "qom-path",
                "/machine/soc0/harts[0]",
                "thread-id",
                ProcessHandle.current().pid(),
                "props",
                Map.of(),
                "target",
                "riscv64"));
  }

  @Test
  void listsMemoryBackends() throws Exception {
    result(
        "{'execute':'object-add',"
            + "'arguments':{'qom-type':'memory-backend-ram','id':'m0','size':1048576}}");
    result("{'execute':'object-add','arguments':{'qom-type':'rng-builtin','id':'r'}}");

    assertThat(line("query-memdev"))
        .isEqualTo(
            "{\"return\":[{\"id\":\"m0\",\"size\":1048576,\"merge\":true,\"dump\":true,"
                + "\"prealloc\":false,\"share\":false,\"reserve\":true,\"host-nodes\":[],"
                + "\"policy\":\"default\"}]}");
  }

  @ParameterizedTest
  @CsvSource({"0, return", "1, error", "-1, error"})
  void humanCommandsTakeACpuIndex(int index, String outcome) throws Exception {
    String arguments = "{'command-line':'info name','cpu-index':" + index + "}";

    assertThat(Stage.ask(peer, "{'execute':'human-monitor-command','arguments':" + arguments + "}"))
        .containsKey(outcome);
  }

  @Test
  void cpuIndexZeroIsFineWithoutAnyCpu() throws Exception {
    stage.around.machine().unset(stage.machine);

    assertThat(
            result(
                "{'execute':'human-monitor-command',"
                    + "'arguments':{'command-line':'help','cpu-index':0}}"))
        .isInstanceOf(String.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "info status   | VM status: paused (prelaunch)\\r\\n",
        "stop          | ``",
        "``            | ``",
        "object_del x  | Error: /objects: there is no 'x'; it is empty\\r\\n",
        "nope          | unknown command: 'nope'\\r\\n",
        "infos status  | unknown command: 'infos'; did you mean 'info'?\\r\\n",
      })
  void humanCommandsReturnWhatTheyPrint(String line, String text) throws Exception {
    assertThat(
            result(
                "{'execute':'human-monitor-command','arguments':{'command-line':'" + line + "'}}"))
        .isEqualTo(text.replace("\\r\\n", "\r\n"));
  }

  @Test
  void listsMachinesAndCpus() throws Exception {
    assertThat(results("{'execute':'query-machines'}"))
        .singleElement()
        .satisfies(machine -> assertThat(((Map<?, ?>) machine).get("name")).isEqualTo("virt"));
    assertThat(results("{'execute':'query-cpu-definitions'}"))
        .containsExactly(
            Map.of(
                "name",
                "rv64",
                "typename",
                "rv64-riscv-cpu",
                "static",
                false,
                "deprecated",
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          query-balloon            | {}                                                    | DeviceNotActive
          balloon                  | {'value':1}                                           | DeviceNotActive
          migrate-set-capabilities | {'capabilities':[{'capability':'xbzrle','state':true}]} | GenericError
          migrate-set-capabilities | {'capabilities':1}                                    | GenericError
          query-events             | {}                                                    | CommandNotFound
          """)
  void whatIsNotHereIsAnErrorOfItsClass(String command, String arguments, String errorClass)
      throws Exception {
    Map<String, Object> reply =
        Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");

    assertThat(((Map<?, ?>) reply.get("error")).get("class")).isEqualTo(errorClass);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "query-migrate-capabilities | {}              | [{\"capability\":\"events\",\"state\":false}]",
        "migrate-set-capabilities   | {'capabilities':[{'capability':'events','state':true}]} | {}",
        "query-pci                  | {}              | []",
        "query-block                | {}              | []",
        "query-named-block-nodes    | {'flat':true}   | []"
      })
  void whatClientsAskAtTheStartIsAnswered(String command, String arguments, String result)
      throws Exception {
    assertThat(peer.send("{'execute':'" + command + "','arguments':" + arguments + "}").line())
        .isEqualTo("{\"return\":" + result + "}");
  }
}
