package org.backplane.chardev;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Creation;
import org.backplane.linux.EventFd;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.KeptNumber;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;

/**
 * The making of a device over descriptors, which belong to the definition.
 *
 * @param problem what went wrong when the host refuses, without a full stop
 * @param advice what to do about it
 */
record DescriptorOpening(Creation creation, String problem, String advice) {

  /** Opens something of the host. */
  @FunctionalInterface
  interface Opening<R> {
    R open() throws LinuxException;
  }

  /** The descriptor that earlier code opened, or else a new one. */
  FileDescriptor keep(String name, Opening<FileDescriptor> opening) throws BackplaneException {
    return keep(name, FileDescriptor.class, opening);
  }

  /** What earlier code opened, or else something new. */
  <R extends AutoCloseable> R keep(String name, Class<R> kind, Opening<R> opening)
      throws BackplaneException {
    return creation.resources().keep(name, kind, () -> allowed(opening));
  }

  /** The stream over descriptors. */
  DescriptorStream stream(Optional<FileDescriptor> input, FileDescriptor output)
      throws BackplaneException {
    EventFd turn = keep("output-turn", EventFd.class, OutputTurn::newCounter);
    Poller writing = keep("output-wait", Poller.class, Poller::new);
    return new DescriptorStream(input, output, new OutputTurn(turn), writing, allowed(Poller::new));
  }

  /**
   * The device whose peer is always there.
   *
   * @param name what {@code query-chardev} shows
   * @param inputCame run before each delivery
   * @param ended run when the device's code has ended
   */
  DescriptorChardev device(String name, DescriptorStream stream, Runnable inputCame, Runnable ended)
      throws BackplaneException {
    KeptNumber conversations = keep("conversations", KeptNumber.class, () -> new KeptNumber(1));
    var peer =
        new SteadyPeer(creation.subject(), name, stream, inputCame, traffic(), conversations);
    return new DescriptorChardev(
        creation.subject(),
        name,
        frontEnd -> new SteadySession(threadName(), peer, frontEnd).start(),
        () -> {
          stream.close();
          ended.run();
        });
  }

  /** The device whose peer is always there, with nothing to do besides. */
  DescriptorChardev device(String name, DescriptorStream stream) throws BackplaneException {
    return device(name, stream, () -> {}, () -> {});
  }

  /** What the device measures. */
  Traffic traffic() {
    return Traffic.of(creation.metrics());
  }

  /** What the thread that tells a front end of peers is called. */
  String threadName() {
    return "backplane-chardev-" + creation.path().id();
  }

  private <R> R allowed(Opening<R> opening) throws HostException {
    try {
      return opening.open();
    } catch (LinuxException e) {
      throw refused(e);
    }
  }

  private HostException refused(LinuxException e) {
    if (e.call().equals("open") && e.errnoName().equals("ENXIO")) {
      return new HostException(
          creation.subject(),
          problem + ": ENXIO (a pipe that nobody reads, or nothing behind it)",
          "start the reader first",
          e);
    }
    return new HostException(creation.subject(), problem + ": " + e.getMessage(), advice, e);
  }
}
