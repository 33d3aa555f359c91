package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.backplane.linux.PseudoTerminal;
import org.backplane.linux.TerminalMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process whose standard input and output are a terminal. */
@Timeout(60)
final class StdioTerminalTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private PseudoTerminal terminal;
  private FileDescriptor user;
  private TerminalMode cooked;
  private Process process;

  @BeforeEach
  void openTerminal() throws Exception {
    terminal = PseudoTerminal.open();
    user = FileDescriptor.open(terminal.path(), Set.of(OpenFlag.READ, OpenFlag.WRITE));
    cook();
    cooked = TerminalMode.of(user).orElseThrow();
  }

  @AfterEach
  void end() throws Exception {
    process.destroyForcibly().waitFor();
    user.close();
    terminal.close();
  }

  private void cook() throws Exception {
    run("stty", "-F", terminal.path().toString(), "sane");
  }

  private void start(boolean signal) throws Exception {
    File tty = terminal.path().toFile();
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StdioTrial.class.getName(),
                Boolean.toString(signal))
            .redirectInput(tty)
            .redirectOutput(tty)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    awaitShown("ready");
  }

  @Test
  void keysComeOneByOneUntilTheEndPutsTheModeBack() throws Exception {
    start(true);
    TerminalMode raw = TerminalMode.of(user).orElseThrow();
    assertThat(raw.givesLines() || raw.echoes()).isFalse();
    assertThat(raw.signals()).isTrue();
    type("a\r");
    awaitShown("<97><13>"); // no line end needed, none changed, and no echo in between
    type("x"); // exchanges the code
    awaitShown("<120>ready");
    assertThat(TerminalMode.of(user)).contains(raw);
    type("q");
    assertThat(process.waitFor()).isZero();
    assertThat(TerminalMode.of(user)).contains(cooked);
  }

  @Test
  void withoutSignalsTheInterruptKeyIsInput() throws Exception {
    start(false);
    assertThat(TerminalMode.of(user).orElseThrow().signals()).isFalse();
    type("\u0003\u001a");
    awaitShown("<3><26>");
    type("q");
    assertThat(process.waitFor()).isZero();
    assertThat(TerminalMode.of(user)).contains(cooked);
  }

  @Test
  void anOrderlyEndBySignalPutsTheModeBack() throws Exception {
    start(true);
    assertThat(TerminalMode.of(user)).isNotEqualTo(cooked);
    process.destroy(); // SIGTERM
    process.waitFor();
    assertThat(TerminalMode.of(user)).contains(cooked);
  }

  @Test
  void afterAStopTheFirstLineBringsTheModeBack() throws Exception {
    start(true);
    TerminalMode raw = TerminalMode.of(user).orElseThrow();
    run("kill", "-STOP", Long.toString(process.pid()));
    cook(); // as a shell does
    run("kill", "-CONT", Long.toString(process.pid()));
    type("l\r");
    awaitShown("<108><10>");
    assertThat(TerminalMode.of(user)).contains(raw);
    type("k");
    awaitShown("<107>");
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private void type(String keys) throws Exception {
    terminal.descriptor().write(StandardCharsets.US_ASCII.encode(keys));
  }

  private void awaitShown(String text) throws Exception {
    var shown = new StringBuilder();
    ByteBuffer piece = ByteBuffer.allocate(256);
    try (var poller = new Poller()) {
      while (!shown.toString().endsWith(text)) {
        assertThat(poller.awaitReadable(terminal.descriptor(), SECONDS))
            .as("'%s' after '%s'", text, shown)
            .isEqualTo(Poller.Outcome.READY);
        terminal.read(piece.clear());
        shown.append(StandardCharsets.US_ASCII.decode(piece.flip()));
      }
    }
  }
}
