package org.backplane.hostmem;

import org.backplane.linux.LinuxException;

/** The pages of a mapping and the two ways to make them present. Any thread. */
interface Pages {

  /** Whole pages. */
  long sizeBytes();

  long pageSizeBytes();

  /**
   * Has the kernel make them present; content stays.
   *
   * @throws LinuxException {@code EINVAL} when the kernel cannot do it for such memory, else what
   *     it lacks
   */
  void populate(long offsetBytes, long lengthBytes) throws LinuxException;

  /** Makes them present by writing to each what it contains. */
  void touch(long offsetBytes, long lengthBytes);

  /** How much the host has taken away since the mapping was made. */
  long lostBytes();

  /**
   * How much memory of the host it takes to make them all present; 0 when it comes from elsewhere,
   * such as a pool of huge pages or a file on a disk.
   */
  long missingBytes() throws LinuxException;
}
