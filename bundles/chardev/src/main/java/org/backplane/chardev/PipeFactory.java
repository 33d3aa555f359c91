package org.backplane.chardev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.OpenFlag;
import org.osgi.service.component.annotations.Component;

/**
 * Offers {@code pipe}: {@code PATH.in} to read from and {@code PATH.out} to write to, or {@code
 * PATH} for both when one of them is missing. Each is opened in both directions, so that a peer
 * that leaves is not the end.
 */
@Component(service = BackendFactory.class)
public final class PipeFactory extends ChardevFactory {

  private static final String PATH = "path";
  private static final String TYPE_NAME = "pipe";
  private static final Set<OpenFlag> FLAGS =
      Set.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING);
  private static final TypeDescription TYPE =
      ChardevType.of(
          TYPE_NAME,
          "named pipes of this host",
          Property.required(
              PATH, new PropertyKind.Text(), "the pipes' common name: PATH.in and PATH.out"));

  public PipeFactory() {
    super(TYPE);
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    Path path = new FileNames(creation).required(PATH);
    Path in = path.resolveSibling(path.getFileName() + ".in");
    Path out = path.resolveSibling(path.getFileName() + ".out");
    boolean two = Files.exists(in) && Files.exists(out);
    var opening =
        new DescriptorOpening(
            creation, "the pipe cannot be opened", "make it with: mkfifo %s %s".formatted(in, out));
    FileDescriptor input = opening.keep("input", () -> FileDescriptor.open(two ? in : path, FLAGS));
    FileDescriptor output =
        opening.keep("output", two ? () -> FileDescriptor.open(out, FLAGS) : input::dup);
    return opening.device(TYPE_NAME, opening.stream(Optional.of(input), output));
  }
}
