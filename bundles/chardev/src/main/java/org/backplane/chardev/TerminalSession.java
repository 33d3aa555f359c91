package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.LinuxException;
import org.backplane.linux.PseudoTerminal;

/**
 * A peer that comes and goes: whoever opens the other end of a pseudo-terminal. The kernel tells at
 * once when it goes; that it comes has to be asked for.
 */
final class TerminalSession extends DescriptorSession {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final PseudoTerminal terminal;
  private final DescriptorStream stream;
  private final Traffic traffic;
  private final ByteBuffer typed = ByteBuffer.allocate(BUFFER_BYTES);

  TerminalSession(
      String threadName,
      String subject,
      PseudoTerminal terminal,
      DescriptorStream stream,
      Traffic traffic,
      FrontEnd frontEnd) {
    super(threadName, subject, stream, frontEnd);
    this.terminal = terminal;
    this.stream = stream;
    this.traffic = traffic;
  }

  @Override
  void wake() {
    stream.wake();
  }

  @Override
  void serve() throws LinuxException {
    Duration pause = SHORTEST_PAUSE;
    while (!stopped()) {
      if (terminal.read(typed.clear()) < 0) {
        stream.pause(pause);
        pause = longer(pause);
      } else {
        pause = SHORTEST_PAUSE;
        attend();
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** From a peer's coming, perhaps with bytes that were read already, until it is gone. */
  private void attend() throws LinuxException {
    var connection =
        new StreamConnection(
            terminal.openings(), "pty:" + terminal.path(), stream, traffic, this::wake);
    if (!tell(frontEnd -> frontEnd.opened(connection)) || !deliver(connection)) {
      connection.close();
    }
    if (!connection.hasEnded()) {
      return; // stopped: the peer is the next code's
    }
    tellEnd(connection);
    if (terminal.isOpen()) {
      awaitNextConversation();
    }
  }

  /** Answers false when the peer is gone or the front end failed. */
  private boolean deliver(StreamConnection connection) throws LinuxException {
    int count = typed.position();
    while (count >= 0) {
      traffic.in().add(count);
      if (count > 0 && !tell(frontEnd -> frontEnd.received(connection, typed.flip()))) {
        return false;
      }
      if (stopped() || connection.hasEnded()) {
        return true;
      }
      stream.awaitInput();
      count = terminal.read(typed.clear());
    }
    return false;
  }
}
