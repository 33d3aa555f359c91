package org.backplane.hostmem.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;

/** The file behind one memory: found or made, checked, and as long as it must be. */
final class FileStore {

  private static final Set<OpenFlag> MAKE =
      EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
  private static final int MODE = 0644;
  private static final int TEMPORARY_MODE = 0600;
  private static final int ATTEMPTS = 10;
  private static final String LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final FileRequest request;
  private final DeviceLength devices;
  private final FileUndo undo;

  FileStore(FileRequest request, DeviceLength devices, FileUndo undo) {
    this.request = request;
    this.devices = devices;
    this.undo = undo;
  }

  /**
   * Opens it.
   *
   * @throws BackplaneException the definition does not fit the file, or the host refuses
   */
  FileDescriptor open() throws BackplaneException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<FileDescriptor> file = attempt(MemPath.look(request));
      if (file.isPresent()) {
        return file.get();
      }
    }
    throw new Fault(
            "mem-path '%s' can be neither opened nor made".formatted(request.path()),
            "if it is a symbolic link, make the file that it points to")
        .of(request.subject());
  }

  /** Empty when somebody else made a file of that name meanwhile. */
  private Optional<FileDescriptor> attempt(MemPath found) throws BackplaneException {
    try {
      return switch (found) {
        case MemPath.Existing existing -> Optional.of(use(existing));
        case MemPath.Missing missing -> {
          request.checkPages(missing.pageSizeBytes());
          yield Optional.of(make(missing.path()));
        }
        case MemPath.Folder folder -> {
          request.checkPages(folder.pageSizeBytes());
          yield Optional.of(makeNameless(folder.path()));
        }
      };
    } catch (LinuxException e) {
      if (e.errnoName().equals("EEXIST")) {
        return Optional.empty();
      }
      throw new PathRefusals(request).of("be used", e);
    }
  }

  private FileDescriptor use(MemPath.Existing existing) throws BackplaneException, LinuxException {
    FileDescriptor file = existing.file();
    prepared(
        file,
        () -> {
          checkLength(existing);
          request.checkPages(existing.pageSizeBytes());
        });
    if (!existing.isEmptyFile() || !request.rule().writesFile()) {
      return file;
    }
    return undo.growEmpty(file, request.range().endBytes());
  }

  private void checkLength(MemPath.Existing existing) throws BackplaneException {
    long length =
        switch (existing.status().kind()) {
          case CHARACTER_DEVICE, BLOCK_DEVICE ->
              devices.of(request.path(), existing.status().kind()).orElse(0);
          default -> existing.status().sizeBytes();
        };
    if (length > 0) {
      request.checkLength(length);
    }
  }

  private FileDescriptor make(Path path) throws LinuxException {
    return undo.growNew(path, FileDescriptor.open(path, MAKE, MODE), request.range().endBytes());
  }

  private FileDescriptor makeNameless(Path folder) throws BackplaneException, LinuxException {
    String block = request.settings().blockName().replace('/', '_');
    Path path = folder.resolve("qemu_back_mem.%s.%s".formatted(block, randomLetters()));
    FileDescriptor file = FileDescriptor.open(path, MAKE, TEMPORARY_MODE);
    return prepared(
        file,
        () -> {
          unlink(path);
          file.truncate(request.range().endBytes());
        });
  }

  private void unlink(Path path) throws HostException {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new HostException(
          request.subject(), "the file '%s' cannot be unlinked: %s".formatted(path, e), "", e);
    }
  }

  private static FileDescriptor prepared(FileDescriptor file, Steps steps)
      throws BackplaneException, LinuxException {
    boolean done = false;
    try {
      steps.run();
      done = true;
      return file;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  private static String randomLetters() {
    return ThreadLocalRandom.current()
        .ints(6, 0, LETTERS.length())
        .mapToObj(i -> LETTERS.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  /** What is done to an open file before anybody uses it. */
  @FunctionalInterface
  private interface Steps {
    void run() throws BackplaneException, LinuxException;
  }
}
