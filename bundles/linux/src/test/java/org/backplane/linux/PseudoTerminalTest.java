package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.backplane.linux.Poller.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PseudoTerminalTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final byte[] EVERY_BYTE = new byte[256];

  static {
    for (int i = 0; i < EVERY_BYTE.length; i++) {
      EVERY_BYTE[i] = (byte) i;
    }
  }

  @Test
  void nobodyHasItOpenAtFirst() throws Exception {
    try (var terminal = PseudoTerminal.open()) {
      assertThat(terminal.path().toString()).matches("/dev/pts/[0-9]+");
      assertThat(terminal.read(ByteBuffer.allocate(8))).isEqualTo(-1);
      assertThat(terminal.openings()).isZero();
    }
  }

  @Test
  void carriesEveryByteAsItIsBothWays() throws Exception {
    try (var terminal = PseudoTerminal.open();
        var poller = new Poller();
        var user = user(terminal)) {
      assertThat(terminal.descriptor().write(ByteBuffer.wrap(EVERY_BYTE))).isEqualTo(256);
      ByteBuffer shown = ByteBuffer.allocate(256);
      while (shown.hasRemaining()) {
        assertThat(poller.awaitReadable(user, LONG)).isEqualTo(Outcome.READY);
        user.read(shown);
      }
      assertThat(shown.array()).isEqualTo(EVERY_BYTE);
      user.write(ByteBuffer.wrap(EVERY_BYTE));
      ByteBuffer typed = ByteBuffer.allocate(256);
      while (typed.hasRemaining()) {
        assertThat(poller.awaitReadable(terminal.descriptor(), LONG)).isEqualTo(Outcome.READY);
        assertThat(terminal.read(typed)).isPositive();
      }
      assertThat(typed.array()).isEqualTo(EVERY_BYTE);
    }
  }

  @Test
  void comingsAndGoingsAreCounted() throws Exception {
    try (var terminal = PseudoTerminal.open()) {
      ByteBuffer typed = ByteBuffer.allocate(8);
      for (int i = 1; i <= 3; i++) {
        try (var user = user(terminal)) {
          assertThat(terminal.read(typed.clear())).isZero();
          assertThat(terminal.openings()).isEqualTo(i);
          user.write(StandardCharsets.US_ASCII.encode("bye"));
        }
        assertThat(terminal.read(typed.clear())).isEqualTo(3);
        assertThat(terminal.read(typed.clear())).isEqualTo(-1);
        assertThat(terminal.openings()).isEqualTo(i);
      }
    }
  }

  @Test
  void userSeesItHangUp() throws Exception {
    var terminal = PseudoTerminal.open();
    try (var user = user(terminal)) {
      terminal.close();
      assertThat(user.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> terminal.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void leavesNoDescriptor() throws Exception {
    PseudoTerminal.open().close();
    int before = SelfMaps.openDescriptors();
    for (int i = 0; i < 50; i++) {
      PseudoTerminal.open().close();
    }
    assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
  }

  @Test
  void rawInputKeepsTheOutputAndTheKeysThatSignalIfWanted() throws Exception {
    try (var terminal = PseudoTerminal.open();
        var user = user(terminal)) {
      cook(terminal.path());
      TerminalMode cooked = TerminalMode.of(user).orElseThrow();
      assertThat(cooked.givesLines() && cooked.echoes() && cooked.signals()).isTrue();
      var raw = RawTerminal.of(user, true);
      TerminalMode mode = TerminalMode.of(user).orElseThrow();
      assertThat(mode).isEqualTo(cooked.rawInput(true)).isNotEqualTo(cooked);
      assertThat(mode.givesLines() || mode.echoes()).isFalse();
      assertThat(mode.signals()).isTrue();
      terminal.descriptor().write(StandardCharsets.US_ASCII.encode("k"));
      ByteBuffer key = ByteBuffer.allocate(2);
      try (var poller = new Poller()) {
        poller.awaitReadable(user, LONG);
      }
      assertThat(user.read(key)).isOne(); // no line end was needed
      raw.close();
      assertThat(TerminalMode.of(user)).contains(cooked);
      try (var _ = RawTerminal.of(user, false)) {
        assertThat(TerminalMode.of(user).orElseThrow().signals()).isFalse();
      }
      assertThat(TerminalMode.of(user)).contains(cooked);
    }
  }

  @Test
  void rawInputIsRenewedAfterSomebodyChangedIt() throws Exception {
    try (var terminal = PseudoTerminal.open();
        var user = user(terminal)) {
      cook(terminal.path());
      TerminalMode cooked = TerminalMode.of(user).orElseThrow();
      var raw = RawTerminal.of(user, true);
      TerminalMode wanted = TerminalMode.of(user).orElseThrow();
      cooked.applyTo(user); // what a shell does
      raw.renew();
      assertThat(TerminalMode.of(user)).contains(wanted);
      raw.close();
      raw.renew(); // too late
      assertThat(TerminalMode.of(user)).contains(cooked);
    }
  }

  @Test
  void aTerminalThatHungUpIsNoError() throws Exception {
    var terminal = PseudoTerminal.open();
    try (var user = user(terminal)) {
      cook(terminal.path());
      var raw = RawTerminal.of(user, true);
      terminal.close();
      raw.close();
    }
  }

  @Test
  void whatIsNoTerminalIsLeftAlone() throws Exception {
    try (var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ))) {
      assertThat(TerminalMode.of(zero)).isEmpty();
      RawTerminal.of(zero, true).close();
    }
  }

  private static FileDescriptor user(PseudoTerminal terminal) throws LinuxException {
    return FileDescriptor.open(
        terminal.path(), Set.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING));
  }

  private static void cook(Path terminal) throws Exception {
    var stty = new ProcessBuilder("stty", "-F", terminal.toString(), "sane");
    assertThat(stty.inheritIO().start().waitFor()).isZero();
  }
}
