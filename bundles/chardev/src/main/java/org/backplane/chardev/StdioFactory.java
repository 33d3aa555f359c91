package org.backplane.chardev;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FileDescriptor;
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

  /** The end of a pipe or a key is not the end of the output. */
  private static final DescriptorKind KIND = new DescriptorKind("stdio", false);

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
    return opening.device(KIND, Optional.of(input), output, () -> taken.set(false));
  }
}
