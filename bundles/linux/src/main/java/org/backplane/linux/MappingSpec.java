package org.backplane.linux;

/**
 * What {@link Mapping} shall map.
 *
 * @param sizeBytes 1 or more; the mapping is rounded up to whole pages
 * @param shared writes reach everybody who maps the same pages; otherwise they stay in this mapping
 * @param writable false gives memory that can only be read
 * @param reserve the host shall set memory aside ({@code false}: MAP_NORESERVE, the host may run
 *     out at first use)
 * @param alignmentBytes alignment of the mapping's start, a power of two; less than a page means a
 *     page
 */
public record MappingSpec(
    long sizeBytes, boolean shared, boolean writable, boolean reserve, long alignmentBytes) {
  /** Alignment unless given: the huge page that the common processors can use without set-up. */
  public static final long DEFAULT_ALIGNMENT_BYTES = 2L << 20;

  /** Checks the values; {@link IllegalArgumentException} when one is out of range. */
  public MappingSpec {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("size " + sizeBytes + " is not positive");
    }
    if (Long.bitCount(alignmentBytes) != 1 || alignmentBytes < 0) {
      throw new IllegalArgumentException("alignment " + alignmentBytes + " is not a power of two");
    }
  }

  /** Private, writable, reserved memory with the default alignment. */
  public static MappingSpec ofSize(long sizeBytes) {
    return new MappingSpec(sizeBytes, false, true, true, DEFAULT_ALIGNMENT_BYTES);
  }

  /** The same with another {@link #shared}. */
  public MappingSpec withShared(boolean newShared) {
    return new MappingSpec(sizeBytes, newShared, writable, reserve, alignmentBytes);
  }

  /** The same with another {@link #writable}. */
  public MappingSpec withWritable(boolean newWritable) {
    return new MappingSpec(sizeBytes, shared, newWritable, reserve, alignmentBytes);
  }

  /** The same with another {@link #reserve}. */
  public MappingSpec withReserve(boolean newReserve) {
    return new MappingSpec(sizeBytes, shared, writable, newReserve, alignmentBytes);
  }

  /** The same with another {@link #alignmentBytes}. */
  public MappingSpec withAlignmentBytes(long newAlignmentBytes) {
    return new MappingSpec(sizeBytes, shared, writable, reserve, newAlignmentBytes);
  }
}
