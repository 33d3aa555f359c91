package org.backplane.vm.runtime.virtio;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What driver and device have told each other about one port. Messages are made when there is a
 * buffer for one, out of what the driver does not know yet: none has to be kept, however often a
 * driver asks and however seldom it listens. On the device's loop, {@link #guestOpen} excepted.
 */
final class PortTalk {

  private final PortIdentity identity;
  private final Set<ConsoleEvent> due = EnumSet.noneOf(ConsoleEvent.class);
  private boolean ready;
  private OptionalLong toldPeer = OptionalLong.empty();
  private volatile boolean guestOpen;

  PortTalk(PortIdentity identity) {
    this.identity = identity;
  }

  /** Whether the guest has opened its side; any thread. */
  boolean guestOpen() {
    return guestOpen;
  }

  /** The driver wants to hear of the port. */
  void announce() {
    due.add(ConsoleEvent.DEVICE_ADD);
  }

  /** Takes a message of the driver about this port. */
  void hear(ControlMessage message) {
    boolean yes = message.value() != 0;
    switch (message.event()) {
      case PORT_READY -> {
        ready = yes;
        toldPeer = OptionalLong.empty();
        describe();
      }
      case PORT_OPEN -> guestOpen = yes;
      default -> {
        // not for a driver to say
      }
    }
  }

  private void describe() {
    due.remove(ConsoleEvent.CONSOLE_PORT);
    due.remove(ConsoleEvent.PORT_NAME);
    if (ready && identity.console()) {
      due.add(ConsoleEvent.CONSOLE_PORT);
    }
    if (ready && !identity.name().isEmpty()) {
      due.add(ConsoleEvent.PORT_NAME);
    }
  }

  /**
   * The next message for the driver, which counts as told.
   *
   * @param peer who is at the host's end
   * @param drained whether the driver has all bytes of the peer before
   */
  Optional<ControlMessage> next(OptionalLong peer, boolean drained) {
    if (due.remove(ConsoleEvent.DEVICE_ADD)) {
      return message(ConsoleEvent.DEVICE_ADD, 1);
    }
    if (due.remove(ConsoleEvent.CONSOLE_PORT)) {
      return message(ConsoleEvent.CONSOLE_PORT, 1);
    }
    if (due.remove(ConsoleEvent.PORT_NAME)) {
      return Optional.of(
          new ControlMessage(identity.number(), ConsoleEvent.PORT_NAME, 1, identity.name()));
    }
    return ready ? open(peer, drained) : Optional.empty();
  }

  /** One peer after another shows as closed and open again. */
  private Optional<ControlMessage> open(OptionalLong peer, boolean drained) {
    if (toldPeer.equals(peer)) {
      return Optional.empty();
    }
    if (toldPeer.isEmpty()) {
      toldPeer = peer;
      return message(ConsoleEvent.PORT_OPEN, 1);
    }
    if (peer.isEmpty() && guestOpen && !drained) {
      return Optional.empty();
    }
    toldPeer = OptionalLong.empty();
    return message(ConsoleEvent.PORT_OPEN, 0);
  }

  private Optional<ControlMessage> message(ConsoleEvent event, int value) {
    return Optional.of(new ControlMessage(identity.number(), event, value));
  }

  /** The next driver knows nothing. */
  void reset() {
    due.clear();
    ready = false;
    toldPeer = OptionalLong.empty();
    guestOpen = false;
  }
}
