package org.backplane.linux;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file has behind a block of shared writable memory.
 *
 * @param file open for writing, and kept open by the caller
 * @param offsetBytes where in the file the block starts
 */
record FileContent(MappedBlock block, FileDescriptor file, long offsetBytes) {
  private static final Logger LOG = LoggerFactory.getLogger(FileContent.class);

  /**
   * Punches it out of the file. Through the file, because pages that the block has lost stop the
   * kernel's advice about memory. A refusal is told in the log: there is nobody to tell when memory
   * ends.
   *
   * @return whether it worked
   */
  boolean discard() {
    try {
      file.punch(offsetBytes, block.sizeBytes());
      return true;
    } catch (LinuxException e) {
      boolean advised = block.advise(0, block.sizeBytes(), Advice.REMOVE.number()) == 0;
      if (!advised) {
        LOG.warn("The content of '{}' stays, it could not be discarded: {}", file, e.getMessage());
      }
      return advised;
    }
  }
}
