package org.backplane.hostmem.memfd;

import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValues;

/**
 * Which pages a memory file is made of.
 *
 * @param huge from the host's pool of huge pages
 * @param hugePageBytes size of these, a power of two; 0 and 1 are the host's default
 */
record PageChoice(boolean huge, long hugePageBytes) {

  /** The host's usual pages. */
  static final PageChoice USUAL = new PageChoice(false, 0);

  /**
   * Reads and checks a definition.
   *
   * @throws InvalidRequestException {@code hugetlbsize} is no page size, of use or not
   */
  static PageChoice of(String subject, PropertyValues values) throws InvalidRequestException {
    if (values.find(MemfdProperties.HUGETLB).isEmpty()) {
      return USUAL; // a host without huge pages has no properties for them
    }
    long bytes = values.number(MemfdProperties.HUGETLB_SIZE);
    if (Long.bitCount(bytes) > 1) {
      throw new InvalidRequestException(
          subject,
          "hugetlbsize %s is not a power of two".formatted(Long.toUnsignedString(bytes)),
          "give one that the host has, such as 2M");
    }
    return new PageChoice(values.bool(MemfdProperties.HUGETLB), bytes);
  }
}
