package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.Host;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;

/**
 * The pages of a real mapping.
 *
 * @param shared whether they are the file's own pages, if it has a file
 */
record MappedPages(Mapping mapping, boolean shared) implements Pages {

  private static final VarHandle WORD = JAVA_INT.varHandle();

  @Override
  public long sizeBytes() {
    return mapping.sizeBytes();
  }

  @Override
  public long pageSizeBytes() {
    return mapping.pageSizeBytes();
  }

  @Override
  public void populate(long offsetBytes, long lengthBytes) throws LinuxException {
    mapping.populateWrite(offsetBytes, lengthBytes);
  }

  // Another process or a guest may write to the same word: only an atomic addition keeps what it
  // wrote. A page that the host does not have is replaced by an empty one, which is counted.
  @Override
  public void touch(long offsetBytes, long lengthBytes) {
    MemorySegment segment = mapping.segment();
    for (long at = offsetBytes; at < offsetBytes + lengthBytes; at += pageSizeBytes()) {
      int _ = (int) WORD.getAndAdd(segment, at, 0);
    }
  }

  @Override
  public long lostBytes() {
    return mapping.lostBytes();
  }

  @Override
  public long missingBytes() throws LinuxException {
    if (pageSizeBytes() > Host.read().pageSizeBytes()) {
      return 0; // huge pages have a pool of their own
    }
    Optional<FileDescriptor> file = mapping.backing();
    if (file.isEmpty()) {
      return lessThanAll(mapping.usage().residentBytes());
    }
    return shared ? missingOf(file.get()) : lessThanAll(mapping.usage().anonymousBytes());
  }

  // What a disk is behind, the kernel writes back when it needs the memory. In memory, pages that
  // others have written are there, mapped by us or not; those outside our part are not ours to
  // count.
  private long missingOf(FileDescriptor file) throws LinuxException {
    if (!file.isInMemory()) {
      return 0;
    }
    FileStatus status = file.status();
    long outside = Math.max(0, status.sizeBytes() - sizeBytes());
    return lessThanAll(
        Math.max(mapping.usage().residentBytes(), status.allocatedBytes() - outside));
  }

  private long lessThanAll(long present) {
    return Math.max(0, sizeBytes() - present);
  }
}
