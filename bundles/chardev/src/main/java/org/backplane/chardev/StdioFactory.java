package org.backplane.chardev;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.RawTerminal;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers {@code stdio}, once. */
@Component(service = BackendFactory.class)
public final class StdioFactory extends ChardevFactory {

  private static final Logger LOG = LoggerFactory.getLogger(StdioFactory.class);
  private static final String TYPE_NAME = "stdio";
  private static final String SIGNAL = "signal";
  private static final TypeDescription TYPE =
      ChardevType.of(
          TYPE_NAME,
          "standard input and output of this process",
          Property.fixed(
              SIGNAL,
              new PropertyKind.Bool(),
              new PropertyValue.Bool(true),
              "the terminal's interrupt key ends this process instead of being input"));

  private final AtomicBoolean taken = new AtomicBoolean();

  public StdioFactory() {
    super(TYPE);
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    if (!taken.compareAndSet(false, true)) {
      throw new InUseException(
          creation.subject(),
          "standard input and output serve another device",
          "delete that one first or give this one a socket");
    }
    boolean done = false;
    try {
      DescriptorChardev device = open(creation);
      done = true;
      return device;
    } finally {
      if (!done) {
        taken.set(false);
      }
    }
  }

  private DescriptorChardev open(Creation creation) throws BackplaneException {
    var opening =
        new DescriptorOpening(
            creation,
            "standard input and output cannot be used",
            "start the process with both open");
    FileDescriptor input = opening.keep("input", FileDescriptor::standardInput);
    FileDescriptor output = opening.keep("output", FileDescriptor::standardOutput);
    boolean signals = creation.properties().bool(SIGNAL);
    RawTerminal terminal =
        opening.keep("terminal", RawTerminal.class, () -> RawTerminal.of(input, signals));
    DescriptorStream stream = opening.stream(Optional.of(input), output);
    return opening.device(TYPE_NAME, stream, () -> renew(terminal), () -> taken.set(false));
  }

  // A shell that stopped this process and let it go on has given the terminal its own mode.
  private static void renew(RawTerminal terminal) {
    try {
      terminal.renew();
    } catch (LinuxException e) {
      LOG.debug("the terminal's mode cannot be renewed", e);
    }
  }
}
