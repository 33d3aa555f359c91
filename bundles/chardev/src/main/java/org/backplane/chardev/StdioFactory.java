package org.backplane.chardev;

import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InUseException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Resources.Maker;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.EventFd;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;
import org.osgi.service.component.annotations.Component;

/** Offers {@code stdio}, once. */
@Component
public final class StdioFactory implements BackendFactory {

  private static final TypeDescription TYPE =
      ChardevType.of(
          "stdio",
          "standard input and output of this process",
          Property.fixed(
              "signal",
              new PropertyKind.Bool(),
              new PropertyValue.Bool(true),
              "the terminal's interrupt key ends this process"));

  private final AtomicBoolean taken = new AtomicBoolean();

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    if (!taken.compareAndSet(false, true)) {
      throw new InUseException(
          creation.subject(),
          "standard input and output serve another device",
          "delete that one first or give this one a socket");
    }
    boolean done = false;
    try {
      StdioChardev device = open(creation);
      done = true;
      return device;
    } finally {
      if (!done) {
        taken.set(false);
      }
    }
  }

  private StdioChardev open(Creation creation) throws BackplaneException {
    String subject = creation.subject();
    FileDescriptor input =
        keep(creation, "input", FileDescriptor.class, FileDescriptor::standardInput);
    FileDescriptor output =
        keep(creation, "output", FileDescriptor.class, FileDescriptor::standardOutput);
    EventFd turn = keep(creation, "output-turn", EventFd.class, OutputTurn::newCounter);
    Poller writing = keep(creation, "output-wait", Poller.class, Poller::new);
    try {
      var stream = new StdioStream(input, output, new OutputTurn(turn), writing, new Poller());
      return new StdioChardev(creation.path().id(), subject, stream, () -> taken.set(false));
    } catch (LinuxException e) {
      throw refused(subject, e);
    }
  }

  @FunctionalInterface
  private interface Opening<R> {
    R open() throws LinuxException;
  }

  private static <R extends AutoCloseable> R keep(
      Creation creation, String name, Class<R> kind, Opening<R> opening) throws BackplaneException {
    Maker<R> maker =
        () -> {
          try {
            return opening.open();
          } catch (LinuxException e) {
            throw refused(creation.subject(), e);
          }
        };
    return creation.resources().keep(name, kind, maker);
  }

  private static HostException refused(String subject, LinuxException reason) {
    return new HostException(
        subject,
        "standard input and output cannot be used: " + reason.getMessage(),
        "start the process with both open",
        reason);
  }
}
