package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person types at the human monitor: on a terminal of the process, and through a socket. */
class HumanMonitorIT {

  private static final String PROMPT = "(qemu) ";

  private static Installation installation;

  private Path script;
  private Path terminal;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @BeforeEach
  void name() throws Exception {
    // Paths without blanks: socat cuts its addresses at them.
    Path folder = Files.createTempDirectory("backplane-terminal");
    script = folder.resolve("run");
    terminal = folder.resolve("terminal");
  }

  @AfterEach
  void delete() throws Exception {
    Files.deleteIfExists(terminal);
    Files.deleteIfExists(script);
    Files.delete(script.getParent());
  }

  /** A shell on a terminal of its own runs the host, then shows how the terminal was left. */
  private Host onTerminal(String words) throws IOException {
    Files.writeString(
        script,
        """
        #!/bin/sh
        trap : INT
        tty > "%4$s"
        export BACKPLANE_AOT=off XDG_CACHE_HOME="%1$s/cache" XDG_RUNTIME_DIR="%1$s/run"
        "%2$s/bin/backplane" %3$s
        echo "status $?"
        stty -a
        echo "the end"
        """
            .formatted(installation.scratch(""), installation.home(), words, terminal));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return Host.of(
        new ProcessBuilder("socat", "-", "EXEC:" + script + ",pty,setsid,ctty,stderr").start());
  }

  /** How the terminal is now, in stty's words. */
  private String mode() throws IOException, InterruptedException {
    Process stty =
        new ProcessBuilder("stty", "-a", "-F", Files.readString(terminal).strip()).start();
    String words = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(stty.waitFor()).isZero();
    return " " + words.replaceAll("[;\\s]+", " ") + " ";
  }

  /**
   * Types, and waits for what then is at the end of what was shown. The terminal itself puts a
   * carriage return in front of each line feed.
   */
  private static void type(Host host, String keys, String shown) throws IOException {
    host.type(keys);
    host.await(
        "'" + shown + "' after '" + keys + "'",
        () -> host.output().replace("\r\r\n", "\r\n").endsWith(shown));
  }

  private static void assertCooked(Host host) {
    host.awaitOutput("the end");
    String words = " " + host.output().replaceAll("[;\\s]+", " ") + " ";
    assertThat(words).contains(" icanon ", " echo ", " isig ", " icrnl ", " opost ");
  }

  @Test
  void keysOnATerminal() throws Exception {
    try (Host host =
        onTerminal("-S -machine none -nodefaults -monitor stdio -object rng-builtin,id=rng0")) {
      host.awaitOutput(PROMPT);
      assertThat(host.output()).contains("Backplane ");
      host.await(
          "single keys",
          () -> {
            try {
              return mode().contains(" -icanon ");
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(mode()).contains(" -echo ", " isig ", " -icrnl ");
      type(host, "inf", PROMPT + "inf");
      type(host, "\tstatu\t", PROMPT + "info status ");
      type(host, "\r", "\r\nVM status: paused (prelaunch)\r\n" + PROMPT);
      type(host, "object_del r\t", "object_del rng0 ");
      type(host, "\u0015", "\u001b[16D\u001b[K");
      type(host, "\u001b[A", "info status ");
      type(host, "\r", "\r\nVM status: paused (prelaunch)\r\n" + PROMPT);
      type(host, "\u0004", PROMPT); // nothing is deleted, and nothing ends
      type(host, "quit\r", "the end\r\n");
      assertThat(host.output()).contains("status 0");
      assertCooked(host);
    }
  }

  @Test
  void theInterruptKeyEndsTheHostInGoodOrder() throws Exception {
    try (Host host = onTerminal("-machine none -nodefaults -monitor stdio")) {
      host.awaitOutput(PROMPT);
      host.type("half a li\u0003");
      assertCooked(host);
    }
  }

  @Test
  void aSignalEndsTheHostInGoodOrder() throws Exception {
    Path pidFile = installation.scratch("pid");
    try (Host host =
        onTerminal("-machine none -nodefaults -monitor stdio -pidfile '%s'".formatted(pidFile))) {
      host.awaitOutput(PROMPT);
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
      assertCooked(host);
    }
  }

  @Test
  void linesFromAPipe() throws Exception {
    try (Host host =
        installation.start("-S", "-machine", "none", "-nodefaults", "-monitor", "stdio")) {
      host.type("info status\ninfo name\r\nobject_add rng-builtin,id=a\nqom-list /objects\nquit\n");
      assertThat(host.exitStatus()).as(host.picture()).isZero();
      assertThat(host.output())
          .contains(
              "(qemu) info status\r\nVM status: paused (prelaunch)\r\n"
                  + "(qemu) info name\r\n"
                  + "(qemu) object_add rng-builtin,id=a\r\n"
                  + "(qemu) qom-list /objects\r\n"
                  + "type (string)\r\na (child<rng-builtin>)\r\n"
                  + "(qemu) quit\r\n");
    }
  }

  @Test
  void overASocketOfARunningMachine() throws Exception {
    Path socket = installation.scratch("hmp.sock");
    try (Host host =
        installation.start(
            GuestIT.machine(
                installation, "spin", "-monitor", "unix:" + socket + ",server=on,wait=off"))) {
      host.awaitOutput("SPIN");
      host.await("the monitor's socket", () -> Files.exists(socket));
      try (var person = new Person(socket)) {
        person.until(PROMPT);
        assertThat(person.type("info mtr\t\r"))
            .startsWith("info mtree \r\naddress-space: memory\r\n")
            .contains(
                "0000000000001000-000000000000ffff (prio 0, rom): boot-rom\r\n",
                "000000000c000000-000000000c201fff (prio 0, i/o): plic\r\n",
                "0000000010000000-00000000100000ff (prio 0, i/o): serial\r\n",
                "0000000010008000-0000000010008fff (prio 0, i/o): virtio-mmio.7\r\n")
            .containsPattern("0000000080000000-[0-9a-f]{16} \\(prio 0, ram\\): ");
        assertThat(person.type("qom-get /mach\t ty\t\r"))
            .isEqualTo("qom-get /machine/ type \r\n\"virt-machine\"\r\n");
      }
    }
  }

  /** Somebody at the other end of a socket. */
  private static final class Person implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    Person(Path socket) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** Types, and gives what shows up to the next prompt. */
    String type(String keys) throws IOException {
      channel.write(ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8)));
      return until(PROMPT);
    }

    /** What shows up to a mark, without it. */
    String until(String mark) throws IOException {
      ByteBuffer piece = ByteBuffer.allocate(4096);
      while (true) {
        String text = shown.toString(StandardCharsets.UTF_8);
        int end = text.indexOf(mark);
        if (end >= 0) {
          shown.reset();
          shown.writeBytes(text.substring(end + mark.length()).getBytes(StandardCharsets.UTF_8));
          return text.substring(0, end);
        }
        if (channel.read(piece.clear()) < 0) {
          throw new AssertionError("the host hung up after: " + text);
        }
        shown.write(piece.array(), 0, piece.position());
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
