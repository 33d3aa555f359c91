package org.backplane.chardev;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.LinuxException;
import org.backplane.linux.PseudoTerminal;
import org.backplane.linux.SymbolicName;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers {@code pty}: a pseudo-terminal for whoever opens it, under a name that may be chosen. */
@Component(service = BackendFactory.class)
public final class PtyFactory extends ChardevFactory {

  private static final Logger LOG = LoggerFactory.getLogger(PtyFactory.class);
  private static final String PATH = "path";
  private static final TypeDescription TYPE =
      ChardevType.of(
          "pty",
          "a pseudo-terminal of this host",
          Property.optional(
              PATH, new PropertyKind.Text(), "a symbolic link to make that leads to the terminal"));

  public PtyFactory() {
    super(TYPE);
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    Optional<Path> name = new FileNames(creation).find(PATH);
    var opening =
        new DescriptorOpening(
            creation, "the host gives no pseudo-terminal", "give a socket instead");
    PseudoTerminal terminal =
        opening.keep("terminal", PseudoTerminal.class, () -> announced(creation));
    if (name.isPresent()) {
      creation
          .resources()
          .keep("name", SymbolicName.class, () -> link(creation, name.get(), terminal.path()));
    }
    DescriptorStream stream =
        opening.stream(Optional.of(terminal.descriptor()), terminal.descriptor());
    return new DescriptorChardev(
        creation.subject(),
        "pty:" + terminal.path(),
        frontEnd ->
            new TerminalSession(
                    opening.threadName(),
                    creation.subject(),
                    terminal,
                    stream,
                    opening.traffic(),
                    frontEnd)
                .start(),
        stream::close);
  }

  // People look for this line: the number is the host's choice.
  private static PseudoTerminal announced(Creation creation) throws LinuxException {
    var terminal = PseudoTerminal.open();
    LOG.info("character device redirected to {} (label {})", terminal.path(), creation.path().id());
    return terminal;
  }

  private static SymbolicName link(Creation creation, Path name, Path target) throws HostException {
    try {
      return SymbolicName.make(name, target);
    } catch (IOException e) {
      throw new HostException(
          creation.subject(),
          "the link path=%s cannot be made: %s".formatted(name, reason(e)),
          "give another path",
          e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "EEXIST (a file that is no link has that name)";
      case NoSuchFileException _ -> "ENOENT (no such folder)";
      case AccessDeniedException _ -> "EACCES (permission denied)";
      default -> String.valueOf(e.getMessage());
    };
  }
}
