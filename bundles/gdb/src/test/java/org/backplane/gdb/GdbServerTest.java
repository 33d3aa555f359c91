package org.backplane.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.machine.RunState;
import org.backplane.gdb.fake.Client;
import org.backplane.gdb.fake.FakeParser;
import org.backplane.tck.chardev.OneDeviceRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where debuggers come, and what happens when that changes. */
class GdbServerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp::1234                      | socket | {port=1234, server=on, wait=off}",
        "tcp:[::1]:1234                 | socket | {port=1234, host=::1, server=on, wait=off}",
        "tcp:0.0.0.0:99,wait=on         | socket | {port=99, wait=on, host=0.0.0.0, server=on}",
        "tcp:far:99,server=off          | socket | {port=99, server=off, host=far}",
        "unix:/run/g                    | socket | {path=/run/g, server=on, wait=off}",
        "unix:/run/g,server=on,wait=off | socket | {path=/run/g, server=on, wait=off}",
        "pty                            | pty    | {}",
        "pty:/run/tty                   | pty    | {path=/run/tty}",
      })
  void readsTheDevice(String text, String type, String options) throws Exception {
    var request = ((DeviceWord.Created) DeviceWord.read(text, FakeParser.face())).request();
    var read = new LinkedHashMap<String, String>();
    request
        .options()
        .members()
        .keySet()
        .forEach(key -> read.put(key, request.options().text(key).orElse("")));

    assertThat(request.type()).isEqualTo(type);
    assertThat(request.id()).isEqualTo("gdb");
    assertThat(read).hasToString(options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "stdio", "tcp", "tcp:1234", "file:/x", "udp:h:1"})
  void refusesOtherDevices(String text) {
    assertThatThrownBy(() -> DeviceWord.read(text, FakeParser.face()))
        .isInstanceOf(BackplaneException.class)
        .hasMessageStartingWith("gdb server: ");
  }

  @Test
  void needsAMachineWithACpu() throws Exception {
    var registry = new OneDeviceRegistry();
    var server = new GdbServer(registry.face(), FakeParser.face());
    assertThatThrownBy(() -> server.listen("tcp::1234")).isInstanceOf(NotActiveException.class);
    server.listen("none");
    try (var stage = new Stage(0)) {
      assertThatThrownBy(() -> stage.server.listen("tcp::1234"))
          .hasMessageContaining("this machine has no CPU");
    }
    assertThat(registry.steps()).isEmpty();
  }

  @Test
  void takesADeviceThatIsThereAndLeavesItThere() throws Exception {
    try (var stage = new Stage(1)) {
      stage.server.listen("chardev:own");
      stage.server.listen("none");
      assertThat(stage.registry.steps())
          .containsExactly("lease /chardevs/own", "release /chardevs/own");
      assertThat(stage.registry.device().isAttached()).isFalse();
    }
  }

  @Test
  void movesToAnotherDevice() throws Exception {
    try (var stage = Stage.serving()) {
      Client gdb = stage.attached();
      gdb.ask("Z0,80000040,4");
      stage.server.listen("unix:/run/g");

      gdb.peer().awaitClosed();
      assertThat(stage.machine.breakpoints).isEmpty();
      assertThat(stage.registry.steps())
          .containsExactly(
              "add socket 'gdb'",
              "lease /chardevs/gdb",
              "release /chardevs/gdb",
              "remove /chardevs/gdb",
              "add socket 'gdb'",
              "lease /chardevs/gdb");
    }
  }

  @Test
  void removesADeviceThatItCannotHave() {
    try (var stage = new Stage(1)) {
      stage.registry.refuseLeases();
      assertThatThrownBy(() -> stage.server.listen("tcp::1234"))
          .isInstanceOf(BackplaneException.class);
      assertThat(stage.registry.steps())
          .containsExactly("add socket 'gdb'", "remove /chardevs/gdb");
    }
  }

  @Test
  void nothingStaysWhenTheBundleStops() throws Exception {
    var stage = Stage.serving();
    Client gdb = stage.attached();
    gdb.ask("Z0,80000040,4");
    stage.close();

    gdb.peer().awaitClosed();
    assertThat(stage.machine.breakpoints).isEmpty();
    assertThat(stage.machine.listeners()).isZero();
    assertThat(stage.machine.state).isEqualTo(RunState.PAUSED);
    assertThat(stage.registry.device().isAttached()).isFalse();
    assertThat(stage.registry.steps()).endsWith("release /chardevs/gdb", "remove /chardevs/gdb");
  }

  @Test
  void aLateStopOfTheBundleMakesNothing() throws Exception {
    var stage = new Stage(1);
    stage.close();
    stage.server.listen("tcp::1234");

    assertThat(stage.registry.steps()).endsWith("release /chardevs/gdb", "remove /chardevs/gdb");
  }

  @Test
  void theSessionOutlivesTheDevicesCode() throws Exception {
    try (var stage = Stage.serving()) {
      Client before = stage.attached();
      before.ask("Z0,80000040,4");
      before.peer().send("$q");
      stage.registry.exchangeCode();
      var after = new Client(stage.registry.device().connect(before.peer().id()));
      after.peer().send("C#b4");

      assertThat(after.peer().next()).isEqualTo('+');
      assertThat(after.answer()).isEqualTo("QC01");
      assertThat(stage.machine.breakpoints).hasSize(1);
    }
  }

  @Test
  void aNewPeerTakesThePlaceOfOneThatDidNotComeBack() throws Exception {
    try (var stage = Stage.serving()) {
      Client before = stage.attached();
      before.ask("Z0,80000040,4");
      stage.registry.exchangeCode();
      Client after = stage.attached();

      assertThat(after.ask("qC")).isEqualTo("QC01");
      assertThat(stage.machine.breakpoints).isEmpty();
    }
  }

  @Test
  void oneAfterTheOther() throws Exception {
    try (var stage = Stage.serving()) {
      Client first = stage.attached();
      first.peer().hangUp();
      first.peer().awaitClosed();
      assertThat(stage.attached().ask("qC")).isEqualTo("QC01");
    }
  }

  @Test
  void withoutTheMachineThereIsNoSession() throws Exception {
    try (var stage = Stage.serving()) {
      Client first = stage.attached();
      stage.server.unbindMachine(stage.machine.face());
      first.peer().awaitClosed();
      var second = new Client(stage.registry.device().connect(9));
      second.peer().awaitClosed();
    }
  }

  @Test
  void aDebuggerMayEndTheServerItself() throws Exception {
    try (var stage = Stage.serving()) {
      stage.server.monitor(
          java.util.Optional.of(
              _ -> {
                stage.server.end();
                return "Disabled gdbserver\n";
              }));
      Client gdb = stage.attached();
      gdb.send("qRcmd,6e");
      gdb.peer().awaitClosed();
      assertThat(stage.registry.steps()).endsWith("release /chardevs/gdb", "remove /chardevs/gdb");
    }
  }
}
