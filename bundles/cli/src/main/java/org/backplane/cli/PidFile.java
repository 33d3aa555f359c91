package org.backplane.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InUseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code -pidfile}: readable by its owner alone, locked while the host runs, removed at its end.
 */
final class PidFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);
  private static final String SUBJECT = Option.PIDFILE.spelling();

  private final Path file;
  private final FileChannel channel;

  private PidFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Writes the file.
   *
   * @throws InUseException another running host holds it
   * @throws HostException it cannot be written
   */
  static PidFile write(Path file, long pid) throws BackplaneException {
    try {
      FileChannel channel = open(file);
      try {
        if (channel.tryLock() == null) {
          throw inUse(file);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new PidFile(file, channel);
      } catch (IOException | BackplaneException | OverlappingFileLockException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new HostException(
          SUBJECT, "cannot write '" + file + "': " + e, "give a file in a writable folder", e);
    } catch (OverlappingFileLockException e) {
      throw inUse(file);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    var owner = PosixFilePermissions.fromString("rw-------");
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(owner));
  }

  private static InUseException inUse(Path file) {
    return new InUseException(
        SUBJECT, "'" + file + "' belongs to a host that runs", "give another file");
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", file, e.toString());
    }
  }
}
