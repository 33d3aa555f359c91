package org.backplane.api.machine;

/**
 * A part of a machine's physical address space that something answers for.
 *
 * @param name what answers, such as {@code plic}; the memory block's name for memory of a backend
 * @param address its first guest physical address
 * @param sizeBytes how many bytes it has, 1 or more
 * @param kind what it is
 */
public record AddressRange(String name, long address, long sizeBytes, Kind kind) {

  /** What a part of the address space is. */
  public enum Kind {
    RAM,
    ROM,
    /** Registers of a device. */
    REGISTERS
  }
}
