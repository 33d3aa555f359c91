package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests run on the unpacked archive, and the process ends as they do. */
class GuestIT {

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    assertThat(installation.leftBehind()).isEmpty();
    installation.close();
  }

  @Test
  void theDemoPasses() throws Exception {
    try (Host host = installation.start("demo")) {
      assertThat(host.exitStatus()).as(host.picture()).isZero();
      assertThat(host.output()).contains("DEMO PASS");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hole, HOLE PASS, 0",
    "rng-loop bytes=65536 depth=8, RNG DONE, 0",
    "bad-ring=all, BADRING PASS, 0",
    "nonsense, BAD WORD, 2"
  })
  void aGuestsEndIsTheHostsEnd(String commandLine, String line, int status) throws Exception {
    try (Host host = installation.start(machine(commandLine))) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(status);
      assertThat(host.output()).contains(line);
    }
  }

  @Test
  void aDemoWithoutEntropyFails() throws Exception {
    try (Host host =
        installation.start(
            "-machine",
            "virt",
            "-m",
            "64M",
            "-kernel",
            guest(),
            "-append",
            "demo",
            "-serial",
            "stdio",
            "-display",
            "none",
            "-no-reboot")) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(1);
      assertThat(host.output()).contains("DEMO FAIL no virtio-rng device");
    }
  }

  @Test
  void sigtermEndsARunningGuestInOrder() throws Exception {
    try (Host host = installation.start(machine("spin"))) {
      host.awaitOutput("SPIN");
      host.terminate();
      assertThat(host.exitStatus()).as(host.picture()).isZero();
    }
  }

  @Test
  void sigtermEndsAHostThatStillWaitsForAPeer() throws Exception {
    Path socket = installation.scratch("wait.sock");
    try (Host host =
        installation.start(
            "-machine",
            "none",
            "-nodefaults",
            "-chardev",
            "socket,id=c,path=" + socket + ",server=on")) {
      host.await("the socket", () -> Files.exists(socket));
      host.terminate();
      assertThat(host.exitStatus()).as(host.picture()).isZero();
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void theConsoleEchoesAndEndsAtQ() throws Exception {
    try (Host host = installation.start(machine("echo"))) {
      host.awaitOutput("ECHO");
      host.type("hello\n");
      host.awaitOutput("hello");
      host.type("q");
      assertThat(host.exitStatus()).as(host.picture()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no kernel at all", "\u007fELF", "MZ"})
  void aFileThatIsNoKernelIsRefused(String content) throws Exception {
    Path file = installation.scratch("kernel");
    Files.writeString(file, content);
    try (Host host =
        installation.start("-machine", "virt", "-m", "64M", "-kernel", file.toString())) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(1);
      assertThat(host.errors()).startsWith("backplane: ").contains("kernel");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-objct rng-builtin,id=r|-object",
        "-object rng-bultin,id=r|rng-builtin",
        "-object memory-backend-ram,id=m,size=1M,shre=on|share",
        "-object memory-backend-ram,id=m|size",
        "-object memory-backend-ram,id=m,size=0|size",
        "-object rng-builtin,id=0r|well formed",
        "-object rng-builtin,id=r -object rng-builtin,id=r|taken",
        "-machine vrt|virt",
        "-machine virt -device virtio-rgn-device|virtio-rng-device",
        "-machine virt,memory-backend=none|none",
        "-machine virt -smp 2|smp",
        "-chardev soket,id=c|socket"
      })
  void aMistakeIsNamedWithWhatWasMeant(String words, String named) throws Exception {
    try (Host host = installation.start(words.split(" "))) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(1);
      assertThat(host.errors()).startsWith("backplane: ").contains(named);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-mon nope,mode=control|'nope'",
        "-monitor chardev:nope|'nope'",
        "-chardev null,id=c -mon c,mode=control -mon c|in use",
        "-gdb chardev:nope|nope"
      })
  void aStartThatFailsBesideItsMachineFails(String words, String named) throws Exception {
    String[] machine = {"-machine", "virt", "-nodefaults", "-display", "none", "-S"};
    var all = new ArrayList<>(List.of(machine));
    all.addAll(List.of(words.split(" ")));
    try (Host host = installation.start(all.toArray(String[]::new))) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(1);
      assertThat(host.errors()).contains("backplane: ").contains(named);
    }
    all.add("-daemonize");
    try (Host host = installation.start(all.toArray(String[]::new))) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(1);
      assertThat(host.errors()).contains(named);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-object help|memory-backend-ram",
        "-object memory-backend-ram,help|prealloc-threads=<int>",
        "-device help|virtio-rng-device",
        "-device virtio-rng-device,help|max-bytes",
        "-chardev help|socket",
        "-machine help|virt",
        "-help|-object",
        "-version|0.1.0"
      })
  void helpIsPrintedAndNothingStarted(String words, String part) throws Exception {
    try (Host host = installation.start(words.split(" "))) {
      assertThat(host.exitStatus()).as(host.picture()).isZero();
      assertThat(host.output()).contains(part);
    }
  }

  private static String guest() {
    return installation.home().resolve("share/guest/demo.elf").toString();
  }

  static String[] machine(String commandLine) {
    return machine(installation, commandLine);
  }

  /** The usual machine for a guest command, and more options. */
  static String[] machine(Installation installation, String commandLine, String... more) {
    var words =
        new ArrayList<>(
            List.of(
                "-object",
                "memory-backend-ram,id=m0,size=64M",
                "-object",
                "rng-builtin,id=rng0",
                "-machine",
                "virt,memory-backend=m0",
                "-device",
                "virtio-rng-device,id=r0,rng=rng0",
                "-kernel",
                installation.home().resolve("share/guest/demo.elf").toString(),
                "-append",
                commandLine,
                "-serial",
                "stdio",
                "-display",
                "none",
                "-no-reboot"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }
}
