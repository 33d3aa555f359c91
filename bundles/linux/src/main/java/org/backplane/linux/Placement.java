package org.backplane.linux;

import java.util.Optional;

/**
 * Where in a larger region a block lies: on an aligned start, with a guard page before and behind
 * it. Pure arithmetic, all in bytes.
 *
 * @param sizeBytes the block, whole pages of its own size
 * @param alignmentBytes of the block's start, a power of two and not less than its page
 * @param guardBytes one base page on each side
 */
record Placement(long sizeBytes, long alignmentBytes, long guardBytes) {

  /**
   * Places what is asked for.
   *
   * @param pageSizeBytes size of the block's pages
   * @param basePageBytes the host's base page, not larger
   * @return empty when no address space is large enough
   */
  static Optional<Placement> of(MappingSpec spec, long pageSizeBytes, long basePageBytes) {
    long size = roundedUp(spec.sizeBytes(), pageSizeBytes);
    long alignment = Math.max(spec.alignmentBytes(), pageSizeBytes);
    var placement = new Placement(size, alignment, basePageBytes);
    return size > 0 && placement.regionBytes() > size ? Optional.of(placement) : Optional.empty();
  }

  /** Size of a region that has room for the block and its guards, wherever the region starts. */
  long regionBytes() {
    return sizeBytes + alignmentBytes + guardBytes;
  }

  /**
   * The block's start in such a region.
   *
   * @param region start of the region, on a base page
   */
  long start(long region) {
    return roundedUp(region + guardBytes, alignmentBytes);
  }

  /** Rounds up to a power of two; negative on overflow. */
  static long roundedUp(long bytes, long powerOfTwo) {
    return (bytes + powerOfTwo - 1) & -powerOfTwo;
  }
}
