package org.backplane.api.memory;

/**
 * What a memory backend costs its host, in bytes.
 *
 * @param requestedBytes size asked for
 * @param mappedBytes address space, whole pages
 * @param reservedBytes what the host has promised in advance, be it from its commit limit or from a
 *     pool of huge pages
 * @param residentBytes what lies in physical memory
 * @param sharedBytes how much of that other processes map too
 * @param swappedBytes what was swapped out
 * @param hugeBytes how much of the resident memory consists of huge pages of any kind
 * @param lostBytes what the host took away since the memory was made
 */
public record MemoryUsage(
    long requestedBytes,
    long mappedBytes,
    long reservedBytes,
    long residentBytes,
    long sharedBytes,
    long swappedBytes,
    long hugeBytes,
    long lostBytes) {}
