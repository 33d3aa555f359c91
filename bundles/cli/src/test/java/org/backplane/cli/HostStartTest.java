package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
              "add r0",
              "add c0",
              "add compat_monitor0",
              "add serial0",
              "add m0",
              "monitor compat_monitor0 CONTROL",
              "build",
              "cont");
    }
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
}
