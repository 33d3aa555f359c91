package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.PropertyValues;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The human monitor as a person sees it. */
class HmpTest {

  private final Stage stage = new Stage();
  private ScriptedPeer person;

  @BeforeEach
  void sitDown() throws Exception {
    person = stage.person();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String type(String line) throws Exception {
    return Stage.type(person, line);
  }

  @Test
  void beginsWithBannerAndPrompt() throws Exception {
    var chardev = new ScriptedChardev();
    stage.registry.attach("hmp1", chardev);
    var _ = stage.monitors.open("hmp1", Mode.READLINE, false);

    assertThat(chardev.connect(7).until("(qemu) "))
        .isEqualTo("Backplane 0.1.0 monitor - 'help' shows the commands\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "``                   @ ``",
        "info version         @ 8.1.50backplane-0.1.0~",
        "info name            @ vm1~",
        "info uuid            @ 11111111-2222-3333-4444-555555555555~",
        "info memdev          @ ~",
        "info memory_size_summary @ base memory: 1048576~plugged memory: 0~",
        "info kvm             @ kvm support: disabled~",
        "info iothreads       @ ``",
        "info tpm             @ ``",
        "info cryptodev       @ ``",
        "info numa            @ 1 nodes~node 0 cpus: 0~node 0 size: 1 MB~node 0 plugged: 0 MB~",
        "info mtree           @ address-space: memory~  0000000000000000-ffffffffffffffff (prio 0, i/o): system~    0000000000001000-0000000000001fff (prio 0, rom): boot-rom~    0000000010000000-00000000100000ff (prio 0, i/o): serial~    0000000080000000-00000000800fffff (prio 0, ram): ram~~",
        "info virtio          @ /machine/peripheral/r0 [virtio-rng]~",
        "info virtio-status /nope @ Error: path '/nope': there is no virtio device; info virtio shows them~",
        "info virtio-queue-status /machine/peripheral/r0 1 @ Error: /machine/peripheral/r0: there is no queue '1'; it has 1, from 0 on~",
        "info chardev         @ qmp0: filename=unix:/run/a.sock,server=on~hmp0: filename=unix:/run/a.sock,server=on~",
        "qom-list             @ /~",
        "qom-list /backend    @ type (string)~",
        "qom-list /nope       @ Error: path '/nope': there is no such object; qom-list shows what is there~",
        "qom-get /machine type @ \"virt-machine\"~",
        "qom-get /machine     @ qom-get: property is missing, a word~Try 'help qom-get'~",
        "qom-get a b c        @ qom-get: more words than it takes~Try 'help qom-get'~",
        "object_del           @ object_del: id is missing, a word~Try 'help object_del'~",
        "info name x          @ name: more words than it takes~Try 'help info name'~",
        "exit_preconfig       @ Error: exit_preconfig: the host does not wait; it does with --preconfig, until it is told~",
        "help stop            @ stop|s  -- pauses the machine~",
        "help s               @ stop|s  -- pauses the machine~",
        "? qom-set            @ qom-set [-j] path property value -- sets a property; with -j, to a JSON value~",
        "help info name       @ info name  -- shows the machine's name~",
        "help nope            @ unknown command: 'nope'~",
        "info nope            @ unknown command: 'info nope'; did you mean 'name'?~",
        "info qom-tree /nope  @ path '/nope' is not in the object tree~",
        "info qom-tree /backend @ /backend (container)~",
      })
  void prints(String line, String screen) throws Exception {
    assertThat(type(line)).isEqualTo(screen.replace("~", "\r\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, running",
    "PAUSED, paused",
    "PRELAUNCH, paused (prelaunch)",
    "DEBUG, paused (debug)",
    "SHUTDOWN, paused (shutdown)"
  })
  void showsTheState(RunState state, String words) throws Exception {
    stage.machine.state(state);

    assertThat(type("info status")).isEqualTo("VM status: " + words + "\r\n");
  }

  @Test
  void showsMemoryBackendsLineByLine() throws Exception {
    type("object_add memory-backend-ram,id=m0,size=1M");
    type("qom-set -j /objects/m0 host-nodes [0,1,2,5]");

    assertThat(type("info memdev"))
        .isEqualTo(
            """
            memory backend: m0
              size:  1048576
              merge: true
              dump: true
              prealloc: false
              share: false
              reserve: true
              policy: default
              host nodes: 0-2,5

            """
                .replace("\n", "\r\n"));
  }

  @Test
  void anEmptyNodeListKeepsItsBlank() throws Exception {
    type("object_add memory-backend-ram,id=m0,size=1M");

    assertThat(type("info memdev")).endsWith("  host nodes: \r\n\r\n");
  }

  @Test
  void showsTheTreeSortedByName() throws Exception {
    type("object_add rng-builtin,id=z");
    type("object_add rng-builtin,id=a");

    assertThat(type("info qom-tree /objects"))
        .isEqualTo("/objects (container)\r\n  /a (rng-builtin)\r\n  /z (rng-builtin)\r\n");
    assertThat(type("info qom-tree"))
        .startsWith("/machine (virt-machine)\r\n  /peripheral (container)\r\n    /loop (");
  }

  @Test
  void showsPhasesOfObjects() throws Exception {
    stage.registry.put(
        new ObjectStatus(
            ObjectPath.object("w0"),
            "rng-egd",
            Optional.empty(),
            Phase.WAITING,
            "no bundle offers it",
            new PropertyValues(Map.of()),
            List.of()));

    assertThat(type("info objects"))
        .contains("/objects/w0: rng-egd, waiting (no bundle offers it)\r\n")
        .contains("/chardevs/hmp0: socket, realized, held by monitor\r\n");
  }

  @Test
  void setsAndGetsProperties() throws Exception {
    type("object_add memory-backend-ram,id=m0,size=1M");

    assertThat(type("qom-set objects/m0 merge off")).isEmpty();
    assertThat(type("qom-get objects/m0 merge")).isEqualTo("false\r\n");
    assertThat(type("qom-set -j objects/m0 host-nodes [3]")).isEmpty();
    assertThat(type("qom-get objects/m0 host-nodes")).isEqualTo("[\r\n    3\r\n]\r\n");
    assertThat(type("qom-set -j objects/m0 host-nodes [3")).startsWith("Error: qom-set: not JSON");
    assertThat(type("qom-set objects/m0 size 2M")).startsWith("Error: ");
  }

  @Test
  void helpsWithObjects() throws Exception {
    assertThat(type("object_add help"))
        .isEqualTo(
            "memory-backend-ram\r\nmemory-backend-plain\r\nrng-builtin\r\nthread-context\r\n");
    assertThat(type("object_add ?")).contains("rng-builtin");
    assertThat(type("object_add rng-builtin,help")).contains("  note=<string>\r\n");
    assertThat(type("object_add nope,help")).startsWith("Error: object_add: there is no type");
    assertThat(type("object_add rng-builtin")).startsWith("Error: object_add: 'id' is missing");
    assertThat(type("object_del z")).startsWith("Error: ");
  }

  @Test
  void helpListsEveryCommand() throws Exception {
    assertThat(type("help").lines())
        .contains("quit|q  -- ends the machine and this process")
        .anyMatch(line -> line.startsWith("help|? [command] [topic]"));
    assertThat(type("info").lines())
        .hasSizeGreaterThan(20)
        .allMatch(line -> line.startsWith("info "));
    assertThat(type("help info")).isEqualTo(type("info"));
  }

  @Test
  void controlsTheMachine() throws Exception {
    assertThat(type("cont")).isEmpty();
    assertThat(stage.machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(type("s")).isEmpty();
    assertThat(stage.machine.state()).isEqualTo(RunState.PAUSED);
    stage.machine.state(RunState.SHUTDOWN);
    assertThat(type("c")).startsWith("Error: cont: the guest powered off");
  }

  @Test
  void quitEndsTheMachineAndTellsQmp() throws Exception {
    var cause = new AtomicReference<Cause>();
    ScriptedPeer qmp = stage.negotiated();
    stage.machine.listen(
        event -> {
          if (event instanceof MachineEvent.Shutdown(Cause why, int _)) {
            cause.set(why);
            person.close();
          }
        });

    person.send("quit\n");

    assertThat(person.awaitClosed()).isTrue();
    assertThat(cause.get()).isEqualTo(Cause.HOST_QMP_QUIT);
    assertThat(qmp.message()).containsEntry("event", "SHUTDOWN");
  }

  @ParameterizedTest
  @CsvSource({"\\r", "\\n", "\\r\\n"})
  void anyLineEndWillDo(String end) throws Exception {
    String bytes = end.replace("\\r", "\r").replace("\\n", "\n");
    person.send("info name" + bytes + "info uuid" + bytes);

    assertThat(person.until("(qemu) ")).isEqualTo("info name\r\nvm1\r\n");
    assertThat(person.until("(qemu) ")).startsWith("info uuid\r\n1111");
    assertThat(person.pending()).isEmpty();
  }

  @Test
  void backspaceTakesTheLastCharacterBack() throws Exception {
    person.send("infoxx\u007f\b name\r");

    assertThat(person.until("(qemu) ")).isEqualTo("info name\r\nvm1\r\n");
  }

  @Test
  void typingAheadWaitsForItsPrompt() throws Exception {
    person.send("object_add rng-builtin,id=slow\r");
    stage.registry.awaitSlow();
    person.send("info name\r");
    stage.registry.release();

    assertThat(person.until("(qemu) ")).isEqualTo("object_add rng-builtin,id=slow\r\n");
    assertThat(person.until("(qemu) ")).isEqualTo("info name\r\nvm1\r\n");
  }

  @Test
  void aBrokenCommandIsNotTheEnd() throws Exception {
    assertThat(type("object_add rng-builtin,id=broken"))
        .isEqualTo("Error: failed unexpectedly; see the log\r\n");
    assertThat(type("info name")).isEqualTo("vm1\r\n");
  }

  @Test
  void eventsDoNotInterruptAPerson() throws Exception {
    stage.machine.emit(new MachineEvent.PowerdownRequested());

    assertThat(type("info name")).isEqualTo("vm1\r\n");
  }

  @Test
  void showsAVirtioDeviceAndItsQueue() throws Exception {
    assertThat(type("info virtio-status /machine/peripheral/r0"))
        .isEqualTo(
            """
            /machine/peripheral/r0:
              device_name:             virtio-rng
              device_id:               4
              running:                 true
              broken:                  false
              generation:              0
              interrupt status:        1
              queue select:            0
              number of queues:        1
              status:                  ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK
              Guest features: 0x0000000100000000
                      VERSION_1
              Host features: 0x0000000130000000
                      INDIRECT_DESC
                      EVENT_IDX
                      VERSION_1
            """
                .replace("\n", "\r\n"));
    assertThat(type("info virtio-queue-status /machine/peripheral/r0 0"))
        .contains("  inuse:                1\r\n")
        .contains("    desc:         0x0000000080000000\r\n");
  }
}
