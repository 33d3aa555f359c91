package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.Creation;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that gets a copy of all that a device's front end writes and the peer takes. A log that
 * cannot be written to holds nobody up. Any thread.
 */
final class OutputLog {

  private static final Logger LOG = LoggerFactory.getLogger(OutputLog.class);
  private static final int MODE = 0666; // less what the process's mask takes away

  private final String subject;
  private final FileDescriptor file;
  private final AtomicBoolean complained = new AtomicBoolean();

  private OutputLog(String subject, FileDescriptor file) {
    this.subject = subject;
    this.file = file;
  }

  /** The log of a definition, if it wants one: the one that earlier code opened, or a new one. */
  static Optional<OutputLog> keep(Creation creation) throws BackplaneException {
    Optional<Path> path = new FileNames(creation).find(ChardevType.LOGFILE);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    var flags = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.APPEND, OpenFlag.NON_BLOCKING);
    if (!creation.properties().bool(ChardevType.LOGAPPEND)) {
      flags.add(OpenFlag.TRUNCATE);
    }
    var opening =
        new DescriptorOpening(
            creation, "the log file cannot be opened", "give a file that this process may use");
    FileDescriptor file = opening.keep("log", () -> FileDescriptor.open(path.get(), flags, MODE));
    return Optional.of(new OutputLog(creation.subject(), file));
  }

  /** Adds bytes. What a full pipe does not take is lost. */
  void add(ByteBuffer data) {
    try {
      int count = 1;
      while (data.hasRemaining() && count > 0) {
        count = file.write(data);
      }
    } catch (LinuxException e) {
      if (complained.compareAndSet(false, true)) {
        LOG.warn("{}: its log misses something; not told again: {}", subject, e.getMessage());
      }
    } catch (IllegalStateException e) {
      LOG.debug("{}: the device went while it was written to", subject, e);
    }
  }
}
