package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.backplane.linux.FileDescriptor;
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
    boolean huge = pageSizeBytes() > Host.read().pageSizeBytes();
    if (huge || onDisk()) {
      return 0;
    }
    return Math.max(0, sizeBytes() - mapping.usage().residentBytes());
  }

  // The kernel writes such pages back when it needs the memory.
  private boolean onDisk() throws LinuxException {
    Optional<FileDescriptor> file = mapping.backing();
    return shared && file.isPresent() && !file.get().isInMemory();
  }
}
