package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of a host with a guest, as text and as recordings that the JDK's tools read. */
class TraceIT {

  private static final String LOOP = "rng-loop bytes=65536 depth=8";
  private static final String ENDLESS = "rng-loop depth=8 report=20";
  private static final String LINE = "\\d+@\\d+\\.\\d{6}:[a-z0-9_]+( [a-z0-9_]+=\\S+)*";

  private static final Pattern DOCUMENTED = Pattern.compile(" +backplane .* -trace '(.*)'");

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  private static Path fresh(String name) throws IOException {
    Path file = installation.scratch(name);
    Files.deleteIfExists(file);
    return file;
  }

  private static Host start(String guest, String... more) throws IOException {
    return installation.start(GuestIT.machine(installation, guest, more));
  }

  private static void assertEndsWell(Host host) throws InterruptedException {
    assertThat(host.exitStatus()).as(host.picture()).isZero();
  }

  private static long events(Path file, String name) {
    try {
      return Files.readString(file).lines().filter(line -> line.contains(":" + name + " ")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aGuestsRequestsStandInAPrivateFile() throws Exception {
    Path file = fresh("trace.log");
    try (Host host = start(LOOP, "-trace", "enable=virtio_rng_*,file=" + file)) {
      assertEndsWell(host);
      assertThat(host.errors()).doesNotContain("virtio_rng");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllLines(file))
        .isNotEmpty()
        .allMatch(line -> line.matches(LINE))
        .allMatch(line -> line.contains(":virtio_rng_"));
    assertThat(events(file, "virtio_rng_request")).isPositive();
    assertThat(events(file, "virtio_rng_pushed")).isGreaterThanOrEqualTo(65536 / 64);
  }

  @Test
  void patternsOfAFileGoToStandardError() throws Exception {
    Path list = fresh("events");
    Files.writeString(list, "# what we want\nvirtio_rng_*\n-virtio_rng_popped\n");
    try (Host host = start(LOOP, "-trace", "events=" + list, "-trace", "-virtio_rng_request")) {
      assertEndsWell(host);
      assertThat(host.errors())
          .contains(":virtio_rng_pushed ")
          .doesNotContain(":virtio_rng_popped", ":virtio_rng_request");
    }
  }

  @Test
  void aMonitorSwitchesEventsWhileTheGuestRuns() throws Exception {
    Path socket = fresh("qmp.sock");
    Path file = fresh("switched.log");
    try (Host host = start(ENDLESS, "-qmp", "unix:" + socket + ",server=on,wait=off");
        QmpClient qmp = QmpClient.awaited(host, socket)) {
      assertThat(state(qmp, "virtio_rng_request")).isEqualTo("disabled");
      assertThat(state(qmp, "tpm_emulator_probe_caps")).isEqualTo("unavailable");
      assertThat(line(qmp, "trace-file set " + file)).isEmpty();
      assertThat(qmp.returned(set("virtio_rng_*", true))).isEqualTo(Map.of());
      assertThat(state(qmp, "virtio_rng_request")).isEqualTo("enabled");
      assertThat(line(qmp, "info trace-events virtio_rng_pu*"))
          .isEqualTo("virtio_rng_pushed : state 1\r\n");
      host.await("events", () -> events(file, "virtio_rng_request") > 20);

      assertThat(line(qmp, "trace-event virtio_rng_request off")).isEmpty();
      assertThat(state(qmp, "virtio_rng_request")).isEqualTo("disabled");
      assertThat(state(qmp, "virtio_rng_pushed")).isEqualTo("enabled");

      assertThat(qmp.errorClass(get("nope"))).isEqualTo("GenericError");
      assertThat(qmp.returned(get("nope*"))).isEqualTo(List.of());
      assertThat(qmp.errorClass(set("tpm_emulator_probe_caps", true))).isEqualTo("GenericError");
      assertThat(qmp.returned(set("nope*", true))).isEqualTo(Map.of());
    }
  }

  private static String get(String name) {
    return "{\"execute\":\"trace-event-get-state\",\"arguments\":{\"name\":\"%s\"}}"
        .formatted(name);
  }

  private static String set(String name, boolean on) {
    return "{\"execute\":\"trace-event-set-state\",\"arguments\":{\"name\":\"%s\",\"enable\":%s}}"
        .formatted(name, on);
  }

  private static Object state(QmpClient qmp, String name) throws IOException {
    return ((Map<?, ?>) ((List<?>) qmp.returned(get(name))).getFirst()).get("state");
  }

  private static String line(QmpClient qmp, String line) throws IOException {
    return String.valueOf(
        qmp.returned(
            "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"%s\"}}"
                .formatted(line)));
  }

  @Test
  void aRecordingOfAGuestIsReadByTheJdksTools() throws Exception {
    Path file = fresh("boot.jfr");
    try (Host host = start(LOOP, "-trace", documented("jfr=boot.jfr"))) {
      assertEndsWell(host);
      assertThat(host.errors()).doesNotContain("virtio_rng");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(jdk("jfr", "summary", file.toString()))
        .anyMatch(line -> line.matches(" backplane\\.virtio_rng_request +[1-9]\\d* .*"))
        .anyMatch(line -> line.matches(" backplane\\.runstate_set +[1-9]\\d* .*"))
        .anyMatch(line -> line.matches(" backplane\\.machine_built +[1-9]\\d* .*"))
        .anyMatch(line -> line.matches(" jdk\\.InitialEnvironmentVariable +0 .*"));
    assertThat(jdk("jfr", "print", "--events", "virtio_rng_request", file.toString()))
        .contains("backplane.virtio_rng_request {", "  size = 64");
    assertThat(jdk("jfr", "metadata", "--events", "virtio_mmio_write_offset", file.toString()))
        .contains("@Name(\"backplane.virtio_mmio_write_offset\")", "  @MemoryAddress");
  }

  /** What the documentation has people say. */
  private static String documented(String end) throws IOException {
    Path page = Path.of(System.getProperty("backplane.archive")).resolve("../../../docs/trace.md");
    return Files.readAllLines(page.normalize()).stream()
        .map(DOCUMENTED::matcher)
        .filter(line -> line.matches() && line.group(1).endsWith(end))
        .map(line -> line.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsRecordedIsNotForOthersWhileItRuns() throws Exception {
    Path file = fresh("private.jfr");
    try (Host host = start(ENDLESS, "-trace", "virtio_rng_*,log=off,jfr=" + file)) {
      host.await("the guest", () -> host.last("rng") > 100);
      String key = "jdk.jfr.repository=";
      Path chunks =
          jdk("jcmd", Long.toString(host.pid()), "VM.system_properties").stream()
              .filter(line -> line.startsWith(key))
              .map(line -> Path.of(line.substring(key.length()).replace("\\", "")))
              .findFirst()
              .orElseThrow();
      assertThat(chunks).isNotEmptyDirectory();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(chunks)))
          .isEqualTo("rwx------");
      host.terminate();
      assertEndsWell(host);
      assertThat(chunks).doesNotExist();
    }
  }

  @Test
  void recordingsThatOthersStartHaveTheEventsThatAreOn() throws Exception {
    var options = List.of("BACKPLANE_JAVA_OPTS=-XX:StartFlightRecording=filename=started.jfr");
    String[] words = GuestIT.machine(installation, ENDLESS, "-trace", "virtio_rng_*,log=off");
    try (Host host = installation.start(options, words)) {
      host.await("the guest", () -> host.last("rng") > 100);
      String pid = Long.toString(host.pid());
      jdk("jcmd", pid, "JFR.start", "name=second");
      long before = host.last("rng");
      host.await("more", () -> host.last("rng") > before + 200);
      jdk("jcmd", pid, "JFR.dump", "name=second", "filename=second.jfr");
      host.terminate();
      assertEndsWell(host);
    }
    for (String name : List.of("started.jfr", "second.jfr")) {
      String file = installation.scratch(name).toString();
      assertThat(jdk("jfr", "print", "--events", "virtio_rng_pushed", file))
          .contains("backplane.virtio_rng_pushed {");
    }
  }

  private static List<String> jdk(String tool, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/" + tool));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> printed = reader.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s: %s", command, printed).isTrue();
      assertThat(process.exitValue()).as("%s: %s", command, printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whoDoesNotTraceDoesNotPayForTheRecorder() throws Exception {
    var options = List.of("BACKPLANE_JAVA_OPTS=-Xlog:class+load");
    try (Host host = installation.start(options, GuestIT.machine(installation, ENDLESS))) {
      host.awaitOutput("org.backplane.trace.TraceService ");
      host.await("the guest", () -> host.last("rng") > 100);
      host.terminate();
      assertEndsWell(host);
      assertThat(host.output()).doesNotContain("jdk.jfr.EventFactory ", "jdk.jfr.FlightRecorder ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour=red|colour",
        "virtio_*,file=/no/such/folder/file|no such folder",
        "events=/no/such/file|/no/such/file",
        "virtio_*,jfr=/no/such/folder/file|no such folder",
        "log=maybe|log=",
        "virtio_*,max-size=1|max-size=",
        "a b|'a b'",
        "enable=|enable="
      })
  void aMistakeEndsTheStart(String words, String named) throws Exception {
    try (Host host = installation.start("-machine", "none", "-nodefaults", "-trace", words)) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(1);
      assertThat(host.errors()).startsWith("backplane: ").contains(named);
    }
  }

  @Test
  void helpListsTheEventsWithWhatTheyTell() throws Exception {
    try (Host host = installation.start("-trace", "help")) {
      assertEndsWell(host);
      assertThat(host.output())
          .contains("  virtio_rng_request rng=<text> size=<unsigned> quota=<unsigned>\n")
          .containsSubsequence("no bundle here has", "  tpm_emulator_probe_caps\n");
    }
  }
}
