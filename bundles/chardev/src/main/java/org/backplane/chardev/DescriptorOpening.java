package org.backplane.chardev;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Creation;
import org.backplane.linux.EventFd;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;

/**
 * The making of a device over descriptors, which belong to the definition.
 *
 * @param problem what went wrong when the host refuses, without a full stop
 * @param advice what to do about it
 */
record DescriptorOpening(Creation creation, String problem, String advice) {

  /** Opens a descriptor. */
  @FunctionalInterface
  interface Opening {
    FileDescriptor open() throws LinuxException;
  }

  /** The descriptor that earlier code opened, or else a new one. */
  FileDescriptor keep(String name, Opening opening) throws BackplaneException {
    return creation.resources().keep(name, FileDescriptor.class, () -> allowed(opening::open));
  }

  /**
   * The device.
   *
   * @param released run when the device's code ends
   */
  DescriptorChardev device(
      DescriptorKind kind, Optional<FileDescriptor> input, FileDescriptor output, Runnable released)
      throws BackplaneException {
    EventFd turn =
        creation
            .resources()
            .keep("output-turn", EventFd.class, () -> allowed(OutputTurn::newCounter));
    Poller writing =
        creation.resources().keep("output-wait", Poller.class, () -> allowed(Poller::new));
    Poller reading = allowed(Poller::new);
    var stream = new DescriptorStream(input, output, new OutputTurn(turn), writing, reading);
    return new DescriptorChardev(creation.path().id(), creation.subject(), kind, stream, released);
  }

  private interface Call<R> {
    R run() throws LinuxException;
  }

  private <R> R allowed(Call<R> call) throws HostException {
    try {
      return call.run();
    } catch (LinuxException e) {
      throw new HostException(creation.subject(), problem + ": " + e.getMessage(), advice, e);
    }
  }
}
