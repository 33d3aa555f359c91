package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs of others that speak QMP, unchanged, as far as they are installed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QmpClientsIT {

  private static final String GO_PACKAGE = "/usr/share/gocode/src/github.com/digitalocean/go-qemu";
  private static final String LIBVIRT_DRIVER = "libvirt/connection-driver/libvirt_driver_qemu.so";

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @Test
  void goQemuAsksControlsAndHearsEvents() throws Exception {
    assumeTrue(isInstalled("go") && Files.exists(Path.of(GO_PACKAGE)), "no Go or no go-qemu");
    Path socket = installation.scratch("go.sock");
    Path source = resource("main.go", Map.of());
    Path program = installation.scratch("go-client");
    var build =
        run(
            Map.of(
                "GO111MODULE",
                "off",
                "GOPATH",
                "/usr/share/gocode",
                "GOCACHE",
                installation.scratch("go-cache").toString()),
            "go",
            "build",
            "-o",
            program.toString(),
            source.toString());
    assertThat(program).as("%s", build).exists();

    try (Host host = installation.start(machine(socket))) {
      QmpClient.awaited(host, socket).close();
      assertThat(run(Map.of(), program.toString(), socket.toString()))
          .containsExactly(
              "object-add: true",
              "PCI devices: 0",
              "running: true",
              "refused: true",
              "event: STOP",
              "event: RESUME");
    }
  }

  private static String[] machine(Path socket) {
    return GuestIT.machine(installation, "spin", "-qmp", "unix:" + socket + ",server=on,wait=off");
  }

  /** The driver as a library in virsh's process, as somebody who is not root. */
  @Test
  void libvirtProbesStartsPausesAndEndsAMachine() throws Exception {
    assumeTrue(isInstalled("virsh"), "no virsh");
    assumeTrue(hasLibrary(LIBVIRT_DRIVER), "no QEMU driver of libvirt");
    var unprivileged = List.of("unshare", "--user", "--map-user=65534", "--map-group=65534", "--");
    assumeTrue(
        succeeds(Stream.concat(unprivileged.stream(), Stream.of("true")).toList()),
        "no user namespaces");
    Path folder = Files.createTempDirectory("virt");
    try {
      Path emulator = installation.home().resolve("bin/backplane");
      Path domain =
          resource(
              "domain.xml",
              Map.of(
                  "EMULATOR",
                  emulator.toString(),
                  "KERNEL",
                  installation.home().resolve("share/guest/demo.elf").toString()));
      var command = new ArrayList<>(unprivileged);
      command.addAll(List.of("virsh", "-c", "qemu:///embed?root=" + folder));
      command.add(
          String.join(
              "; ",
              "define '" + domain + "'",
              "start backplane",
              "domstate backplane",
              "qemu-monitor-command backplane --hmp 'info status'",
              "qemu-monitor-command backplane '{\"execute\":\"query-memdev\"}'",
              "suspend backplane",
              "domstate backplane",
              "resume backplane",
              "destroy backplane"));
      List<String> said =
          run(
              Map.of("HOME", folder.toString(), "XDG_RUNTIME_DIR", folder.toString()),
              command.toArray(String[]::new));
      assertThat(said)
          .containsSubsequence(
              "Domain 'backplane' started",
              "running",
              "VM status: running",
              "Domain 'backplane' suspended",
              "paused",
              "Domain 'backplane' resumed",
              "Domain 'backplane' destroyed")
          .anyMatch(
              line ->
                  line.contains("\"id\":\"riscv_virt_board.ram\"")
                      && line.contains("\"share\":true"));
    } finally {
      delete(folder);
    }
  }

  /** A test resource with words replaced. */
  private static Path resource(String name, Map<String, String> words) throws IOException {
    try (InputStream in = QmpClientsIT.class.getResourceAsStream("/clients/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (var word : words.entrySet()) {
        text = text.replace(word.getKey(), word.getValue());
      }
      return Files.writeString(installation.scratch(name), text);
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static boolean hasLibrary(String name) throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders.anyMatch(folder -> Files.exists(folder.resolve(name)));
    }
  }

  private static boolean succeeds(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  /** Runs a program to its end and gives what it said, without empty lines. */
  private static List<String> run(Map<String, String> environment, String... command)
      throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("BACKPLANE_AOT", "off");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
