package org.backplane.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.type.Container;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostStartTest {

  private static final String[] LINE = {
    "-object", "memory-backend-ram,id=m0",
    "-object", "rng-builtin,id=r0",
    "-chardev", "null,id=c0",
    "-qmp", "unix:/nowhere,server=on",
    "-serial", "null",
    "-machine", "virt,memory-backend=m0"
  };

  private final FakeHost host = new FakeHost();
  private final List<Integer> exits = new ArrayList<>();
  private final HostStart start = new HostStart(host, Lines.CONSOLE, exits::add);

  @Test
  void makesEverythingInTheRightOrder() throws Exception {
    try (var _ = start.start(Lines.options(LINE))) {
      assertThat(host.steps)
          .containsExactly(
              "preset memory-backend prealloc-threads=1",
              "open the gate",
              "add r0",
              "add c0",
              "add compat_monitor0",
              "add serial0",
              "add m0",
              "build",
              "monitor compat_monitor0 CONTROL",
              "cont");
    }
  }

  @Test
  void showsPagesBesideTheMonitors() throws Exception {
    RunningHost running =
        start.start(Lines.options("-machine", "virt", "-nodefaults", "-metrics", "localhost:0"));
    assertThat(host.steps).containsSubsequence("pages at localhost:0", "build");
    assertThat(host.steps).doesNotContain("no pages");
    running.close();
    assertThat(host.steps).contains("no pages");
  }

  @Test
  void releasesEverythingInTheReverseOrder() throws Exception {
    RunningHost running = start.start(Lines.options(LINE));
    host.steps.clear();

    running.close();
    running.close();

    assertThat(host.steps)
        .containsExactly(
            "shutdown",
            "unlisten",
            "close",
            "close monitor compat_monitor0",
            "remove m0",
            "remove serial0",
            "remove compat_monitor0",
            "remove c0",
            "remove r0",
            "end preset");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add r0",
        "add c0",
        "add serial0",
        "add m0",
        "monitor compat_monitor0 CONTROL",
        "build",
        "cont"
      })
  void leavesNothingBehindWhereverItFails(String step) throws Exception {
    host.refused = step;
    HostOptions options = Lines.options(LINE);

    assertThatThrownBy(() -> start.start(options)).isInstanceOf(BackplaneException.class);

    long added = host.steps.stream().filter(s -> s.startsWith("add ")).count();
    long removed = host.steps.stream().filter(s -> s.startsWith("remove ")).count();
    assertThat(removed).isEqualTo(added);
    assertThat(host.steps.contains("close")).isEqualTo(host.steps.contains("build"));
    assertThat(host.steps.contains("close monitor compat_monitor0"))
        .isEqualTo(host.steps.contains("monitor compat_monitor0 CONTROL"));
    assertThat(exits).as("the failure has a status of its own").isEmpty();
  }

  @Test
  void tellsWhichTerminalADeviceGot() throws Exception {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    var telling = new HostStart(host, new Console(out, Lines.CONSOLE.err(), false), exits::add);

    try (var _ = telling.start(Lines.options("-chardev", "null,id=n0", "-serial", "pty"))) {
      assertThat(printed.toString(StandardCharsets.UTF_8).lines())
          .containsExactly("char device redirected to /dev/pts/7 (label serial0)");
      assertThat(host.steps)
          .containsSubsequence("add serial0", "lease serial0", "end lease serial0")
          .doesNotContain("lease n0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-nodefaults, true",
    "-bios none, true",
    "-S, false",
    "-kernel k, false",
    "-bios b, false",
    "-machine none, false"
  })
  void saysWhenThereIsNothingToStart(String words, boolean said) throws Exception {
    host.type("stdio", Container.CHARDEVS);
    var printed = new ByteArrayOutputStream();
    var err = new PrintStream(printed, true, StandardCharsets.UTF_8);
    var telling = new HostStart(host, new Console(Lines.CONSOLE.out(), err, false), exits::add);

    try (var _ = telling.start(Lines.options(words.split(" ", -1)))) {
      assertThat(printed.toString(StandardCharsets.UTF_8).lines().toList())
          .isEqualTo(
              said
                  ? List.of(
                      "backplane: nothing to start, the machine runs idle; give -kernel or -bios")
                  : List.of());
    }
  }

  @Test
  void saysWhatDrivesAMachineThatExecutesNothing() throws Exception {
    var printed = new ByteArrayOutputStream();
    var err = new PrintStream(printed, true, StandardCharsets.UTF_8);
    var telling = new HostStart(host, new Console(Lines.CONSOLE.out(), err, false), exits::add);

    try (var _ = telling.start(Lines.options("-nodefaults", "-accel", "qtest"))) {
      assertThat(printed.toString(StandardCharsets.UTF_8))
          .contains("runs idle; give -qtest")
          .doesNotContain("-kernel");
    }
  }

  @Test
  void aTerminalThatCannotBeNamedIsNotLeftBehind() throws Exception {
    host.refused = "lease serial0";
    HostOptions options = Lines.options("-serial", "pty");

    assertThatThrownBy(() -> start.start(options)).hasMessageContaining("refused");
    assertThat(host.steps).contains("remove serial0");
  }

  @Test
  void letsDebuggersInBeforeTheFirstInstruction() throws Exception {
    RunningHost running = start.start(Lines.options("-nodefaults", "-gdb", "unix:/g", "-s"));
    assertThat(host.steps).endsWith("build", "debuggers on tcp::1234", "cont");

    running.close();
    assertThat(host.steps).containsSubsequence("no debuggers", "shutdown", "close");
  }

  @Test
  void debuggersMaySeeTheFirstInstruction() throws Exception {
    try (var _ = start.start(Lines.options("-nodefaults", "-S", "-gdb", "unix:/g"))) {
      assertThat(host.steps).endsWith("build", "debuggers on unix:/g");
    }
  }

  @Test
  void aMachineWhoseDebuggersCannotComeIsNotStarted() throws Exception {
    host.refused = "debuggers on unix:/g";
    HostOptions options = Lines.options("-nodefaults", "-gdb", "unix:/g");

    assertThatThrownBy(() -> start.start(options)).hasMessageContaining("refused");
    assertThat(host.steps).contains("close").doesNotContain("cont", "shutdown", "no debuggers");
    assertThat(exits).isEmpty();
  }

  @Test
  void tracesBeforeAnythingIsMade() throws Exception {
    String[] words = {
      "-nodefaults", "-trace", "a_*,file=x", "-object", "rng-builtin,id=r0", "-trace", "b"
    };
    try (var _ = start.start(Lines.options(words))) {
      assertThat(host.steps).startsWith("trace a_*,file=x", "trace b").contains("add r0");
    }
  }

  @Test
  void aTraceThatIsRefusedEndsTheStart() throws Exception {
    host.refused = "trace nope";
    HostOptions options = Lines.options("-nodefaults", "-trace", "nope");

    assertThatThrownBy(() -> start.start(options)).hasMessageContaining("refused");
    assertThat(host.steps).doesNotContain("build");
  }

  @Test
  void staysPausedWhenAsked() throws Exception {
    try (var _ = start.start(Lines.options("-S", "-nodefaults"))) {
      assertThat(host.steps).endsWith("build");
    }
  }

  @Test
  void endsTheProcessWithTheMachinesStatus() throws Exception {
    try (var _ = start.start(Lines.options("-nodefaults"))) {
      host.happen(new MachineEvent.Stopped());
      assertThat(exits).isEmpty();
      host.happen(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 3));
      assertThat(exits).containsExactly(3);
    }
  }

  @Test
  void waitsForTheRemainingBundlesWhenATypeIsMissing() throws Exception {
    host.refused = "late type";
    try (var _ = start.start(Lines.options("-nodefaults", "-object", "late-type,id=x"))) {
      assertThat(host.steps).contains("add x");
    }
  }

  @Test
  void keepsThePidFileWhileTheHostRuns(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pid");
    try (var _ = start.start(Lines.options("-nodefaults", "-pidfile", file.toString()))) {
      assertThat(file).hasContent(ProcessHandle.current().pid() + "\n");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void removesThePidFileWhenTheStartFails(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pid");
    host.refused = "build";
    HostOptions options = Lines.options("-nodefaults", "-pidfile", file.toString());

    assertThatThrownBy(() -> start.start(options)).hasMessageContaining("refused");
    assertThat(file).doesNotExist();
  }

  @Test
  void aMachineThatIsHeldBackComesWhenItIsAskedFor() throws Exception {
    RunningHost running = start.start(Lines.options(preconfigured()));
    assertThat(host.steps)
        .endsWith("wait", "monitor compat_monitor0 CONTROL")
        .doesNotContain("build");

    waiting().leave();
    assertThat(host.steps)
        .endsWith("monitor compat_monitor0 CONTROL", "build", "cont", "wait no more");
    assertThatThrownBy(() -> waiting().leave())
        .hasMessage("preconfiguration: it is over, or being left by somebody else");

    host.steps.clear();
    running.close();
    assertThat(host.steps)
        .startsWith("shutdown", "unlisten", "close", "close monitor compat_monitor0");
  }

  @Test
  void aHeldBackMachineThatCannotBeBuiltMayBeAskedForAgain() throws Exception {
    try (var _ = start.start(Lines.options(preconfigured()))) {
      host.refused = "cont";
      assertThatThrownBy(() -> waiting().leave()).hasMessageContaining("refused");
      assertThat(host.steps).endsWith("build", "unlisten", "close");
      assertThat(exits).as("the host goes on to wait").isEmpty();

      host.refused = "";
      waiting().leave();
      assertThat(host.steps).endsWith("build", "cont", "wait no more");
    }
  }

  @Test
  void aHostThatWaitsForItsMachineMayEnd() throws Exception {
    start.start(Lines.options(preconfigured())).close();

    assertThat(host.steps).contains("wait no more").doesNotContain("build", "shutdown");
    assertThatThrownBy(() -> waiting().leave()).hasMessageContaining("it is over");
  }

  @Test
  void aHeldBackMachineIsOfferedNoMoreWhenNobodyCanAskForIt() {
    host.refused = "monitor compat_monitor0 CONTROL";

    assertThatThrownBy(() -> start.start(Lines.options(preconfigured())))
        .hasMessageContaining("refused");
    assertThat(host.steps).contains("wait", "wait no more").doesNotContain("build");
    assertThatThrownBy(() -> waiting().leave()).hasMessageContaining("it is over");
  }

  private static String[] preconfigured() {
    return Stream.concat(Stream.of("-preconfig"), Stream.of(LINE)).toArray(String[]::new);
  }

  private Preconfiguration waiting() {
    return requireNonNull(host.waiting);
  }

  @Test
  void aMachineMayOutliveItsGuest() throws Exception {
    try (var _ = start.start(Lines.options("-nodefaults", "-no-shutdown"))) {
      host.happen(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
      assertThat(exits).isEmpty();
      host.happen(new MachineEvent.Shutdown(Cause.HOST_QMP_QUIT, 0));
      assertThat(exits).containsExactly(0);
    }
  }
}
