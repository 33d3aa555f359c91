package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A debugger looks into a machine, by the protocol and with GDB itself. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GdbIT {

  /** The program's second instruction, whose result its third one stores. */
  private static final String LOADS_VALUE = "80000004";

  private static final String STORES_VALUE = "80000008";
  private static final String TOHOST = "80000040";
  private static final String GDB = "gdb-multiarch";

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  private static Path socket() throws IOException {
    Path socket = installation.scratch("gdb.sock");
    Files.deleteIfExists(socket);
    return socket;
  }

  /** A machine with a program that stores a value to {@code tohost} for ever. */
  private static Host start(int value, Path socket, String... more) throws IOException {
    Path program = installation.scratch("program.elf");
    Files.write(program, TestProgram.storing(value));
    var words = new ArrayList<>(List.of("-machine", "virt", "-m", "64M", "-display", "none"));
    words.addAll(List.of("-nodefaults", "-kernel", program.toString(), "-gdb", "unix:" + socket));
    words.addAll(List.of(more));
    return installation.start(words.toArray(String[]::new));
  }

  @Test
  void aDebuggerBreaksStepsReadsWritesAndLeaves() throws Exception {
    Path socket = socket();
    try (Host host = start(1, socket, "-S");
        RspClient gdb = RspClient.awaited(host, socket)) {
      assertThat(gdb.ask("qSupported:swbreak+")).contains("qXfer:features:read+");
      assertThat(gdb.ask("qXfer:features:read:target.xml:0,3000")).contains("riscv:rv64");
      assertThat(gdb.ask("?")).isEqualTo("T05thread:01;");
      assertThat(gdb.ask("Z0," + LOADS_VALUE + ",4")).isEqualTo("OK");
      assertThat(gdb.ask("vCont;c")).isEqualTo("T05thread:01;swbreak:;");
      assertThat(gdb.ask("p20")).isEqualTo("0400008000000000"); // pc
      assertThat(gdb.ask("p5")).isEqualTo("0000008000000000"); // t0
      assertThat(gdb.ask("z0," + LOADS_VALUE + ",4")).isEqualTo("OK");

      assertThat(gdb.ask("vCont;s:1")).isEqualTo("T05thread:01;");
      assertThat(gdb.ask("g")).hasSize(33 * 16).endsWith("0800008000000000");
      assertThat(gdb.ask("p6")).isEqualTo("0100000000000000"); // t1
      assertThat(gdb.ask("m" + TOHOST + ",8")).isEqualTo("0000000000000000");
      assertThat(gdb.ask("m80000000,4")).isEqualTo("97020000");
      assertThat(gdb.ask("m10,1")).isEqualTo("E14");

      assertThat(gdb.ask("P6=1b00000000000000")).isEqualTo("OK");
      assertThat(gdb.ask("D")).isEqualTo("OK");
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(13); // 27 means test 13 failed
    }
  }

  @Test
  void aDebuggerIsToldTheEnd() throws Exception {
    Path socket = socket();
    try (Host host = start(27, socket, "-S");
        RspClient gdb = RspClient.awaited(host, socket)) {
      assertThat(gdb.ask("c")).isEqualTo("W0d");
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(13);
    }
  }

  @Test
  void aRunningMachineIsStoppedAndStaysSoWhenItsDebuggerVanishes() throws Exception {
    Path socket = socket();
    Path monitor = installation.scratch("qmp.sock");
    Files.deleteIfExists(monitor);
    try (Host host = start(0, socket, "-qmp", "unix:" + monitor + ",server=on,wait=off");
        QmpClient qmp = QmpClient.awaited(host, monitor)) {
      try (RspClient gdb = RspClient.awaited(host, socket)) {
        assertThat(gdb.ask("?")).isEqualTo("T05thread:01;");
        assertThat(status(qmp)).contains("paused");
        assertThat(gdb.ask("Z0," + STORES_VALUE + ",4")).isEqualTo("OK");
        assertThat(gdb.ask("c")).isEqualTo("T05thread:01;swbreak:;");
        assertThat(status(qmp)).contains("debug");
      }
      try (RspClient gdb = RspClient.awaited(host, socket)) {
        assertThat(gdb.ask("?")).isEqualTo("T05thread:01;");
        gdb.send("c"); // the other one's breakpoint is in the loop, but gone
        assertThat(gdb.ask("qC")).isEqualTo("QC01");
        assertThat(status(qmp)).contains("running");
        gdb.raw("\3");
        assertThat(gdb.answer()).isEqualTo("T02thread:01;");
        assertThat(line(qmp, "info registers")).contains(" pc       00000000800000");

        assertThat(line(qmp, "gdbserver none")).isEqualTo("Disabled gdbserver\r\n");
        assertThat(gdb.isHungUp()).isTrue();
      }
      assertThat(socket).doesNotExist();
      assertThat(status(qmp)).contains("paused");
      assertThat(line(qmp, "gdbserver unix:" + socket)).startsWith("Waiting for gdb connection");
      try (RspClient gdb = RspClient.connect(socket)) {
        gdb.send("k");
        assertThat(host.exitStatus()).as(host.picture()).isZero();
      }
    }
  }

  private static String status(QmpClient qmp) throws IOException {
    return line(qmp, "info status");
  }

  private static String line(QmpClient qmp, String line) throws IOException {
    return String.valueOf(
        qmp.returned(
            "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"%s\"}}"
                .formatted(line)));
  }

  @Test
  void gdbItselfDebugsAMachine() throws Exception {
    assumeTrue(isInstalled(), "no " + GDB);
    Path socket = socket();
    try (Host host = start(27, socket, "-S")) {
      RspClient.awaited(host, socket).close();

      assertThat(
              gdb(
                  "target remote gdb.sock",
                  "info registers priv",
                  "break *0x" + LOADS_VALUE,
                  "continue",
                  "print/x $t0",
                  "stepi",
                  "print $t1",
                  "print/x $mstatus",
                  "x/2i 0x80000004",
                  "set var *(long*)0x80000048 = 0x1234",
                  "monitor xp /1xg 0x80000048",
                  "delete",
                  "continue"))
          .containsSubsequence(
              "priv           0x3\tprv:3 [Machine]",
              "$1 = 0x80000000",
              "$2 = 27",
              "$3 = 0xa00000000",
              "0000000080000048: 0x0000000000001234",
              "[Inferior 1 (Remote target) exited with code 015]");
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(13);
    }
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, GDB)));
  }

  private static List<String> gdb(String... lines) throws Exception {
    var command = new ArrayList<>(List.of(GDB, "-nx", "-batch"));
    Stream.concat(Stream.of("set width 0", "set architecture riscv:rv64"), Stream.of(lines))
        .forEach(line -> command.addAll(List.of("-ex", line)));
    Process process =
        new ProcessBuilder(command)
            .directory(installation.scratch("gdb.sock").getParent().toFile())
            .redirectErrorStream(true)
            .start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> printed = reader.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("gdb's end: %s", printed).isTrue();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
