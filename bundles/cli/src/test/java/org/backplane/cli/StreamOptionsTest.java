package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.type.Container;
import org.backplane.cli.HostOptions.MonitorRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamOptionsTest {

  private static List<String> subjects(HostOptions options) {
    return options.chardevs().stream().map(ObjectRequest::subject).toList();
  }

  @Test
  void numbersMonitorsInTheOrderOfAllTheirOptions() throws Exception {
    var options =
        Lines.options(
            "-nodefaults",
            "-qmp",
            "unix:/a,server=on,wait=off",
            "-monitor",
            "none",
            "-qmp-pretty",
            "tcp:127.0.0.1:4444,server=on",
            "-monitor",
            "chardev:own");

    assertThat(options.monitors())
        .containsExactly(
            new MonitorRequest("compat_monitor0", Mode.CONTROL, false),
            new MonitorRequest("compat_monitor2", Mode.CONTROL, true),
            new MonitorRequest("own", Mode.READLINE, false));
    assertThat(subjects(options))
        .containsExactly("socket 'compat_monitor0'", "socket 'compat_monitor2'");
    assertThat(options.chardevs()).allMatch(c -> c.container() == Container.CHARDEVS);
  }

  @Test
  void readsTheAddressOfAUnixSocketAndItsSwitches() throws Exception {
    var socket =
        Lines.options("-nodefaults", "-qmp", "unix:/a:b,server,nowait").chardevs().getFirst();

    assertThat(socket.options().text("path")).contains("/a:b");
    assertThat(socket.options().members()).containsOnlyKeys("path", "server", "nowait");
  }

  @Test
  void tellsHowToWriteSwitchesInFull() throws Exception {
    var old = Lines.options("-qmp", "unix:/a,server,nowait,nodelay").chardevs().getFirst();
    var young = Lines.options("-qmp", "unix:/a,server=on,wait=off").chardevs().getFirst();

    assertThat(ShortForms.advice(Option.QMP, old.options()))
        .contains("-qmp: a switch without a value is old; write server=on,wait=off,nodelay=on");
    assertThat(ShortForms.advice(Option.QMP, young.options())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:/tmp/a,b=c:d | file    | path=/tmp/a,b=c:d",
        "pipe:/tmp/p       | pipe    | path=/tmp/p",
        "pty               | pty     | ''",
        "pty:/run/tty      | pty     | path=/run/tty",
        "pty,path=/run/tty | pty     | path=/run/tty",
        "ringbuf           | ringbuf | ''",
        "ringbuf,size=4K   | ringbuf | size=4K",
        "stdio,signal=off  | stdio   | signal=off",
      })
  void readsTheShortForms(String text, String type, String options) throws Exception {
    for (String option : List.of("-serial", "-qmp", "-monitor")) {
      var device = Lines.options("-nodefaults", option, text).chardevs().getFirst();

      assertThat(device.type()).isEqualTo(type);
      assertThat(
              device.options().members().keySet().stream()
                  .map(key -> key + "=" + device.options().text(key).orElseThrow()))
          .isEqualTo(options.isEmpty() ? List.of() : List.of(options));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "file:, 'has no path'",
    "file, 'has no path'",
    "pipe:, 'has no path'",
    "pty:, 'has no path'",
    "udp:h:1, 'no such device'",
    "unix:, 'names no address'",
    "tcp:1, 'has no port'",
  })
  void refusesShortForms(String text, String problem) {
    assertThatThrownBy(() -> Lines.options("-serial", text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("-serial: ")
        .hasMessageContaining(problem);
  }

  @Test
  void readsAnIpv6AddressInBrackets() throws Exception {
    var socket = Lines.options("-serial", "tcp:[::1]:4444,server=on").chardevs().getFirst();

    assertThat(socket.options().text("host")).contains("::1");
    assertThat(socket.options().text("port")).contains("4444");
    assertThat(socket.options().text("server")).contains("on");
  }

  @Test
  void opensAMonitorOnANamedDevice() throws Exception {
    var options =
        Lines.options(
            "-chardev", "null,id=c", "-mon", "c,mode=control,pretty=on", "-mon", "chardev=c");

    assertThat(options.monitors())
        .containsExactly(
            new MonitorRequest("c", Mode.CONTROL, true),
            new MonitorRequest("c", Mode.READLINE, false));
  }

  @Test
  void makesSerialDevicesAfterAllOthers() throws Exception {
    var options =
        Lines.options(
            "-serial", "null", "-serial", "chardev:c", "-serial", "none", "-chardev", "null,id=c");

    assertThat(subjects(options)).containsExactly("null 'c'", "null 'serial0'");
    assertThat(options.machine().serials()).containsExactly("serial0", "c");
  }

  @Test
  void putsASerialPortOnStandardInputWhenNobodyElseIsThere() throws Exception {
    assertThat(subjects(Lines.options())).containsExactly("stdio 'serial0'");
    assertThat(Lines.options("-nographic").machine().serials()).containsExactly("serial0");
  }

  @Test
  void aMonitorSharesTheTerminalWithTheSerialPort() throws Exception {
    for (var options :
        List.of(Lines.options("-nographic"), Lines.options("-serial", "mon:stdio"))) {
      assertThat(subjects(options))
          .containsExactly("stdio 'serial0-base'", "mux 'serial0'", "mux-port 'serial0.1'");
      assertThat(options.machine().serials()).containsExactly("serial0");
      assertThat(options.monitors())
          .containsExactly(new MonitorRequest("serial0.1", Mode.READLINE, false));
      assertThat(options.chardevs().get(0).options().text("signal")).contains("off");
      assertThat(options.chardevs().get(1).options().text("chardev")).contains("serial0-base");
      assertThat(options.chardevs().get(2).options().text("mux")).contains("serial0");
      assertThat(options.chardevs().get(2).options().text("on-demand")).contains("on");
    }
  }

  @Test
  void whoTypesAtASerialPortHasTheKeyThatEndsTheHost() throws Exception {
    for (var options : List.of(Lines.typed(), Lines.typed("-serial", "stdio"))) {
      assertThat(subjects(options)).containsExactly("stdio 'serial0-base'", "mux 'serial0'");
      assertThat(options.machine().serials()).containsExactly("serial0");
      assertThat(options.monitors()).isEmpty();
      assertThat(options.chardevs().get(0).options().members()).doesNotContainKey("signal");
    }
    assertThat(subjects(Lines.typed("-monitor", "stdio")))
        .containsExactly("stdio 'compat_monitor0'");
  }

  @Test
  void noMonitorIsAddedWhereThereIsOne() throws Exception {
    var options = Lines.options("-nographic", "-qmp", "unix:/q,server=on,wait=off");
    assertThat(subjects(options)).containsExactly("socket 'compat_monitor0'", "stdio 'serial0'");
    assertThat(options.monitors()).hasSize(1);
  }

  @Test
  void usersOfADeviceThatIsSharedGetAPlaceEach() throws Exception {
    var options =
        Lines.options(
            "-nodefaults",
            "-mon",
            "c",
            "-serial",
            "chardev:c",
            "-serial",
            "chardev:c",
            "-chardev",
            "socket,id=c,path=/s,server=on,mux=on");

    assertThat(subjects(options))
        .containsExactly("socket 'c-base'", "mux 'c'", "mux-port 'c.1'", "mux-port 'c.2'");
    assertThat(options.chardevs().getFirst().options().members()).doesNotContainKey("mux");
    assertThat(options.machine().serials()).containsExactly("c", "c.1");
    assertThat(options.monitors()).containsExactly(new MonitorRequest("c.2", Mode.READLINE, false));
  }

  @Test
  void putsNothingOnStandardInputThatWasNotToBe() throws Exception {
    assertThat(Lines.options("-nodefaults").machine().serials()).isEmpty();
    assertThat(Lines.options("-serial", "none").machine().serials()).isEmpty();
    assertThat(Lines.options("-machine", "none").machine().serials()).isEmpty();
    assertThat(Lines.options("-daemonize").machine().serials()).isEmpty();
    assertThat(subjects(Lines.options("-qmp", "stdio"))).containsExactly("stdio 'compat_monitor0'");
    assertThat(subjects(Lines.options("-chardev", "stdio,id=c"))).containsExactly("stdio 'c'");
  }
}
