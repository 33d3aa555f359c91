package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.KeptNumber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares one peer between several front ends: all of them are shown, one of them gets what is
 * typed. Ctrl-A and a key change which one, and more.
 */
final class Mux implements FrontEnd, MuxKeys.Listener {

  /** Most front ends. */
  static final int MOST_PORTS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Mux.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private final Runnable quit;
  private final MuxKeys keys = new MuxKeys();
  private final List<MuxPort> ports = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Connection> shared = new AtomicReference<>();
  private final KeptNumber focus;

  /**
   * @param quit ends the emulator; must not wait
   * @param focus which port gets what is typed, counted as they come; belongs to the definition
   */
  Mux(Runnable quit, KeptNumber focus) {
    this.quit = quit;
    this.focus = focus;
  }

  /** Takes a port in; false when there is no place left. */
  synchronized boolean add(MuxPort port) {
    return ports.size() < MOST_PORTS && ports.add(port);
  }

  synchronized void remove(MuxPort port) {
    ports.remove(port);
  }

  /** The peer, while it is there. */
  Optional<Connection> connection() {
    return Optional.ofNullable(shared.get());
  }

  @Override
  public void opened(Connection connection) {
    shared.set(connection);
    ports.forEach(MuxPort::follow);
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    keys.take(data, this);
  }

  @Override
  public void closed(Connection connection) {
    shared.compareAndSet(connection, null);
    ports.forEach(MuxPort::follow);
  }

  @Override
  public void broken() {
    listening().ifPresent(MuxPort::sendBreak);
  }

  @Override
  public void typed(ByteBuffer piece) {
    listening().ifPresent(port -> port.deliver(piece));
  }

  @Override
  public void pressed(MuxKeys.Command command) {
    switch (command) {
      case HELP -> show(help());
      case QUIT -> quit.run();
      case SWITCH -> next();
      case BREAK -> broken();
    }
  }

  private Optional<MuxPort> listening() {
    List<MuxPort> all = List.copyOf(ports);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get((int) focus.get() % all.size()));
  }

  private String help() {
    return """
        \r
        C-a h    print this help\r
        C-a x    end the emulator\r
        %sC-a b    send a break\r
        C-a C-a  send C-a\r
        """
        .formatted(hasOtherUser() ? "C-a c    switch to the next user of this terminal\r\n" : "");
  }

  private boolean hasOtherUser() {
    Optional<MuxPort> now = listening();
    return ports.stream().anyMatch(port -> port.isTaken() && !now.equals(Optional.of(port)));
  }

  /** Switches to the next port that somebody uses. */
  private void next() {
    List<MuxPort> all = List.copyOf(ports);
    for (int step = 1; step <= all.size(); step++) {
      int candidate = (int) (focus.get() + step) % all.size();
      if (all.get(candidate).isTaken()) {
        focus.set(candidate);
        show("\r\n[" + all.get(candidate).label() + "]\r\n");
        all.get(candidate).call();
        return;
      }
    }
  }

  private void show(String text) {
    Connection to = shared.get();
    if (to != null) {
      try {
        to.write(StandardCharsets.US_ASCII.encode(text), PATIENCE);
      } catch (IOException e) {
        LOG.debug("{} took no more", to.peer(), e);
      }
    }
  }
}
