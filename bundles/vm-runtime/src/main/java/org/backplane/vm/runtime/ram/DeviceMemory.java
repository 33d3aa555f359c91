package org.backplane.vm.runtime.ram;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.MemoryMap.Range;

/**
 * Where memory devices go: a range above the RAM, and a number of slots.
 *
 * @param range without bytes when the machine takes no memory devices
 * @param slots how many there can be
 */
record DeviceMemory(Range range, int slots) {

  private static final long BASE_ALIGNMENT = 1L << 30;
  private static final long LEAST_ALIGNMENT = 2L << 20;
  private static final long ADDRESS_END = 1L << 56; // as wide as RISC-V page tables go
  private static final int MAX_SLOTS = 256;
  private static final String ADVICE = "give -m SIZE,slots=N,maxmem=SIZE";

  /**
   * Lays it out.
   *
   * @param request {@code slots} and {@code maxmem}
   * @throws InvalidRequestException they do not go together, or with the RAM
   */
  static DeviceMemory of(MachineRequest.Memory request, long ramBytes)
      throws InvalidRequestException {
    int slots = request.slots();
    if (slots < 0 || slots > MAX_SLOTS) {
      throw refused("-m", "slots=" + slots + " is out of range", "give 0 to " + MAX_SLOTS);
    }
    if (slots > 0 && request.maxBytes().isEmpty()) {
      throw refused("-m", "slots=%d says nothing without maxmem".formatted(slots), ADVICE);
    }
    long base = alignUp(MemoryMap.RAM_ADDRESS + ramBytes, BASE_ALIGNMENT);
    long max = request.maxBytes().orElse(ramBytes);
    if (Long.compareUnsigned(max, ramBytes) < 0) {
      throw refused(
          "-m",
          "maxmem=%s is less than the RAM of %d bytes"
              .formatted(Long.toUnsignedString(max), ramBytes),
          "give RAM and memory devices together");
    }
    if (Long.compareUnsigned(max - ramBytes, ADDRESS_END - base) > 0) {
      throw refused(
          "-m",
          "maxmem=%s goes beyond the 2^56 bytes of physical addresses"
              .formatted(Long.toUnsignedString(max)),
          "give less");
    }
    return new DeviceMemory(new Range(base, max - ramBytes), slots);
  }

  /**
   * What stands here already.
   *
   * @param subject {@code pc-dimm 'd0'}
   */
  record Occupied(String subject, Range range, int slot) {}

  /** Whether the machine takes memory devices at all. */
  void require(String subject) throws InvalidRequestException {
    if (slots == 0 || range.sizeBytes() == 0) {
      throw refused(
          subject,
          slots == 0
              ? "the machine has no slots for memory devices"
              : "the machine has no room for memory devices: maxmem is its RAM alone",
          ADVICE);
    }
  }

  /**
   * Finds a slot.
   *
   * @param wanted empty for the first free one
   */
  int slot(String subject, OptionalInt wanted, List<Occupied> others)
      throws InvalidRequestException {
    if (wanted.isEmpty()) {
      return IntStream.range(0, slots)
          .filter(slot -> others.stream().noneMatch(other -> other.slot() == slot))
          .findFirst()
          .orElseThrow(
              () ->
                  refused(
                      subject,
                      "all %d memory slots are taken".formatted(slots),
                      "take a memory device out, or give more with -m slots=N"));
    }
    int slot = wanted.getAsInt();
    if (slot < 0 || slot >= slots) {
      throw refused(
          subject,
          "slot %s is out of range".formatted(Integer.toUnsignedString(slot)),
          "give 0 to %d, or leave it out".formatted(slots - 1));
    }
    for (Occupied other : others) {
      if (other.slot() == slot) {
        throw refused(
            subject,
            "slot %d is taken by %s".formatted(slot, other.subject()),
            "give another, or leave it out");
      }
    }
    return slot;
  }

  /**
   * Finds an address.
   *
   * @param wanted 0 for the first one that fits
   * @param pageSizeBytes of the host pages behind it, a power of two
   */
  long address(
      String subject, long wanted, long sizeBytes, long pageSizeBytes, List<Occupied> others)
      throws InvalidRequestException {
    long alignment = Math.max(LEAST_ALIGNMENT, pageSizeBytes);
    return wanted == 0
        ? firstFit(subject, sizeBytes, alignment, others)
        : checked(subject, new Range(wanted, sizeBytes), alignment, others);
  }

  private long firstFit(String subject, long sizeBytes, long alignment, List<Occupied> others)
      throws InvalidRequestException {
    long address = alignUp(range.address(), alignment);
    for (Occupied other :
        others.stream().sorted(Comparator.comparingLong(o -> o.range().address())).toList()) {
      if (other.range().address() - address >= sizeBytes) {
        break;
      }
      address = alignUp(end(other.range()), alignment);
    }
    if (!holds(address, sizeBytes)) {
      throw refused(
          subject,
          "no room for %d bytes among the %d for memory devices"
              .formatted(sizeBytes, range.sizeBytes()),
          "take a memory device out, or give a larger -m maxmem");
    }
    return address;
  }

  private long checked(String subject, Range wanted, long alignment, List<Occupied> others)
      throws InvalidRequestException {
    String name = "addr 0x" + Long.toHexString(wanted.address());
    if (wanted.address() % alignment != 0) {
      throw refused(
          subject,
          "%s is not a multiple of 0x%x".formatted(name, alignment),
          "give one that is, or leave it out");
    }
    if (!holds(wanted.address(), wanted.sizeBytes())) {
      throw refused(
          subject,
          "%s with %d bytes is not within the range for memory devices"
              .formatted(name, wanted.sizeBytes()),
          "stay within 0x%x to 0x%x".formatted(range.address(), end(range)));
    }
    for (Occupied other : others) {
      if (wanted.address() < end(other.range()) && other.range().address() < end(wanted)) {
        throw refused(
            subject,
            "%s with %d bytes overlaps with %s at 0x%x"
                .formatted(name, wanted.sizeBytes(), other.subject(), other.range().address()),
            "give another, or leave it out");
      }
    }
    return wanted.address();
  }

  /** Safe against any address and size. */
  private boolean holds(long address, long sizeBytes) {
    long offset = address - range.address();
    return offset >= 0 && sizeBytes <= range.sizeBytes() && offset <= range.sizeBytes() - sizeBytes;
  }

  private static long end(Range range) {
    return range.address() + range.sizeBytes();
  }

  private static long alignUp(long address, long alignment) {
    return (address + alignment - 1) & -alignment;
  }

  private static InvalidRequestException refused(String subject, String problem, String advice) {
    return new InvalidRequestException(subject, problem, advice);
  }
}
