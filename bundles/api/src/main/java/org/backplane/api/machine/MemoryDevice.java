package org.backplane.api.machine;

import org.backplane.api.object.ObjectPath;

/**
 * A memory device of a machine, such as a {@code pc-dimm}.
 *
 * @param id its id; empty when it has none
 * @param address first guest physical address
 * @param sizeBytes size of its memory
 * @param slot which slot it sits in
 * @param node which NUMA node it belongs to
 * @param memdev the memory backend that it took
 * @param hotplugged whether it came while the machine was there
 */
public record MemoryDevice(
    String id,
    long address,
    long sizeBytes,
    int slot,
    int node,
    ObjectPath memdev,
    boolean hotplugged) {}
