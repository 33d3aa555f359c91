package org.backplane.chardev;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.osgi.service.component.annotations.Component;

/** Offers {@code file}: what is written goes into a file, and input may come from another. */
@Component(service = BackendFactory.class)
public final class FileFactory extends ChardevFactory {

  private static final String PATH = "path";
  private static final String INPUT_PATH = "input-path";
  private static final String APPEND = "append";
  private static final String TYPE_NAME = "file";
  private static final Set<OpenFlag> READ_ONLY = Set.of(OpenFlag.READ, OpenFlag.NON_BLOCKING);
  private static final Set<OpenFlag> BOTH_WAYS =
      Set.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING);
  private static final int MODE = 0666; // less what the process's mask takes away
  private static final TypeDescription TYPE =
      ChardevType.of(
          TYPE_NAME,
          "a file that takes what is written",
          Property.required(PATH, new PropertyKind.Text(), "the file; it is made if need be"),
          Property.optional(INPUT_PATH, new PropertyKind.Text(), "a file that input comes from"),
          Property.fixed(
              APPEND,
              new PropertyKind.Bool(),
              new PropertyValue.Bool(false),
              "keep what the file has and write behind it"));

  public FileFactory() {
    super(TYPE);
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    var names = new FileNames(creation);
    Path path = names.required(PATH);
    Optional<Path> inputPath = names.find(INPUT_PATH);
    var opening =
        new DescriptorOpening(
            creation, "the file cannot be opened", "give a file that this process may use");
    Optional<FileDescriptor> input = Optional.empty();
    if (inputPath.isPresent()) {
      Path from = inputPath.get(); // first: a mistake here must not cut the output
      input = Optional.of(opening.keep("input", () -> openInput(from)));
    }
    var flags =
        EnumSet.of(
            OpenFlag.WRITE,
            OpenFlag.NON_BLOCKING, // a pipe is refused instead of waiting for its reader
            OpenFlag.CREATE,
            creation.properties().bool(APPEND) ? OpenFlag.APPEND : OpenFlag.TRUNCATE);
    FileDescriptor output = opening.keep("output", () -> FileDescriptor.open(path, flags, MODE));
    return opening.device(TYPE_NAME, opening.stream(input, output));
  }

  // A pipe is at its end whenever nobody writes to it. It never is when this process could.
  private static FileDescriptor openInput(Path from) throws LinuxException {
    try {
      return FileDescriptor.open(from, isPipe(from) ? BOTH_WAYS : READ_ONLY);
    } catch (LinuxException e) {
      if (!e.errnoName().equals("EACCES")) {
        throw e;
      }
      return FileDescriptor.open(from, READ_ONLY);
    }
  }

  private static boolean isPipe(Path path) throws LinuxException {
    try (var file = FileDescriptor.open(path, Set.of(OpenFlag.NAME_ONLY))) {
      return file.status().kind() == FileStatus.Kind.OTHER;
    }
  }
}
