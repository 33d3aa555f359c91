package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.type.Container;
import org.backplane.cli.HostOptions.MonitorRequest;
import org.junit.jupiter.api.Test;

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
  void putsNothingOnStandardInputThatWasNotToBe() throws Exception {
    assertThat(Lines.options("-nodefaults").machine().serials()).isEmpty();
    assertThat(Lines.options("-serial", "none").machine().serials()).isEmpty();
    assertThat(Lines.options("-machine", "none").machine().serials()).isEmpty();
    assertThat(Lines.options("-daemonize").machine().serials()).isEmpty();
    assertThat(subjects(Lines.options("-qmp", "stdio"))).containsExactly("stdio 'compat_monitor0'");
    assertThat(subjects(Lines.options("-chardev", "stdio,id=c"))).containsExactly("stdio 'c'");
  }
}
