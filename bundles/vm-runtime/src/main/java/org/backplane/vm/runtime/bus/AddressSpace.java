package org.backplane.vm.runtime.bus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;
import org.backplane.vm.runtime.device.MmioDevice;

/**
 * The physical address space: memory blocks and device windows by ascending address, fixed once
 * built. Everything between them is a hole that answers with a fault. Any thread.
 */
public final class AddressSpace implements PhysicalBus {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long[] starts;
  private final Range[] ranges;
  private final List<RamBlock> ram;
  private final LongSupplier ticks;

  private AddressSpace(List<Range> sorted, LongSupplier ticks) {
    this.starts = sorted.stream().mapToLong(Range::start).toArray();
    this.ranges = sorted.toArray(Range[]::new);
    this.ram =
        sorted.stream()
            .filter(Memory.class::isInstance)
            .map(range -> ((Memory) range).block())
            .toList();
    this.ticks = ticks;
  }

  /** Starts an empty address space. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public List<RamBlock> ram() {
    return ram;
  }

  @Override
  public long load(long address, int widthBytes) throws BusFault {
    return switch (find(address, widthBytes)) {
      case Window window -> window.device().load(address - window.start(), widthBytes);
      case Memory memory -> read(memory.block().segment(), address - memory.start(), widthBytes);
    };
  }

  @Override
  public void store(long address, int widthBytes, long value) throws BusFault {
    switch (find(address, widthBytes)) {
      case Window window -> window.device().store(address - window.start(), widthBytes, value);
      case Memory memory -> {
        if (!memory.block().writable()) {
          throw new BusFault(address);
        }
        write(memory.block().segment(), address - memory.start(), widthBytes, value);
      }
    }
  }

  @Override
  public long time() {
    return ticks.getAsLong();
  }

  /** The range that holds the whole access. */
  private Range find(long address, int widthBytes) throws BusFault {
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] <= address) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (high < 0 || address - starts[high] > ranges[high].size() - widthBytes) {
      throw new BusFault(address);
    }
    return ranges[high];
  }

  private static long read(MemorySegment segment, long offset, int widthBytes) throws BusFault {
    return switch (widthBytes) {
      case 1 -> segment.get(ValueLayout.JAVA_BYTE, offset) & 0xffL;
      case 2 -> segment.get(SHORT, offset) & 0xffffL;
      case 4 -> segment.get(INT, offset) & 0xffff_ffffL;
      case 8 -> segment.get(LONG, offset);
      default -> throw new BusFault(offset);
    };
  }

  private static void write(MemorySegment segment, long offset, int widthBytes, long value)
      throws BusFault {
    switch (widthBytes) {
      case 1 -> segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
      case 2 -> segment.set(SHORT, offset, (short) value);
      case 4 -> segment.set(INT, offset, (int) value);
      case 8 -> segment.set(LONG, offset, value);
      default -> throw new BusFault(offset);
    }
  }

  private sealed interface Range {
    long start();

    long size();
  }

  private record Memory(RamBlock block) implements Range {
    @Override
    public long start() {
      return block.address();
    }

    @Override
    public long size() {
      return block.segment().byteSize();
    }
  }

  private record Window(long start, long size, MmioDevice device) implements Range {}

  /** Collects the ranges of an address space. */
  public static final class Builder {

    private final List<Range> ranges = new ArrayList<>();

    private Builder() {}

    /** Places RAM or ROM. */
    public Builder memory(RamBlock block) {
      ranges.add(new Memory(block));
      return this;
    }

    /** Places a device's registers. */
    public Builder window(long address, long sizeBytes, MmioDevice device) {
      ranges.add(new Window(address, sizeBytes, device));
      return this;
    }

    /**
     * Closes the collection.
     *
     * @param ticks the platform's time counter, 10 million a second
     * @throws IllegalArgumentException two ranges overlap, or one is empty or beyond 2^63
     */
    public AddressSpace build(LongSupplier ticks) {
      ranges.sort(Comparator.comparingLong(Range::start));
      long end = 0;
      for (Range range : ranges) {
        if (range.start() < end || range.size() <= 0 || range.start() + range.size() < 0) {
          throw new IllegalArgumentException(
              "0x%x bytes at 0x%x have no place below 2^63 of their own"
                  .formatted(range.size(), range.start()));
        }
        end = range.start() + range.size();
      }
      return new AddressSpace(ranges, ticks);
    }
  }
}
