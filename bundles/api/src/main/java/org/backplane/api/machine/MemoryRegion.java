package org.backplane.api.machine;

import org.backplane.api.object.ObjectPath;

/**
 * Memory of a machine that a memory backend serves.
 *
 * @param name the memory block's name
 * @param backend where the backend stands
 * @param address first guest physical address
 * @param sizeBytes how much of it the guest sees
 * @param pageSizeBytes size of the host pages behind it
 * @param writable false for ROM
 */
public record MemoryRegion(
    String name,
    ObjectPath backend,
    long address,
    long sizeBytes,
    long pageSizeBytes,
    boolean writable) {}
