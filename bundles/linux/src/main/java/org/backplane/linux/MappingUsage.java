package org.backplane.linux;

/**
 * What a mapping costs the host, in bytes, by the kernel's accounting of its pages.
 *
 * @param reservedBytes promised in advance: charged to the host's commit limit, or set aside in its
 *     pool of huge pages. Pages of a file are not promised in advance, those of a memfd neither.
 * @param residentBytes in physical memory and mapped here
 * @param sharedBytes how much of that is mapped elsewhere too, be it in this process
 * @param swappedBytes swapped out
 * @param hugeBytes how much of the resident memory consists of huge pages of any kind
 * @param anonymousBytes how much of the resident memory has no file: zeros once written to, and the
 *     copies that a private mapping of a file has made of its pages
 */
public record MappingUsage(
    long reservedBytes,
    long residentBytes,
    long sharedBytes,
    long swappedBytes,
    long hugeBytes,
    long anonymousBytes) {

  MappingUsage plus(MappingUsage other) {
    return new MappingUsage(
        reservedBytes + other.reservedBytes,
        residentBytes + other.residentBytes,
        sharedBytes + other.sharedBytes,
        swappedBytes + other.swappedBytes,
        hugeBytes + other.hugeBytes,
        anonymousBytes + other.anonymousBytes);
  }
}
