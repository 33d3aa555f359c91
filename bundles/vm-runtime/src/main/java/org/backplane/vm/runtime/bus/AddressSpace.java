package org.backplane.vm.runtime.bus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.AddressRange.Kind;
import org.backplane.vm.runtime.device.MmioDevice;

/**
 * The physical address space: memory blocks and device windows by ascending address. Everything
 * between them is a hole that answers with a fault. The windows stay; the memory can be exchanged
 * as a whole. Any thread.
 */
public final class AddressSpace implements PhysicalBus {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Holds no access. */
  private static final Memory NOTHING = new Memory(new RamBlock(0, MemorySegment.NULL, false));

  private final List<Range> windows;
  private final Platform platform;
  private volatile Layout layout;

  private AddressSpace(List<Range> ranges, Platform platform) {
    this.windows = ranges.stream().filter(Window.class::isInstance).toList();
    this.layout = new Layout(ranges);
    this.platform = platform;
  }

  /** Starts an empty address space. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public List<RamBlock> ram() {
    return layout.ram;
  }

  /** What is where now, by ascending address; memory has no name here. */
  public List<AddressRange> ranges() {
    return Arrays.stream(layout.ranges).map(AddressSpace::describe).toList();
  }

  private static AddressRange describe(Range range) {
    return switch (range) {
      case Memory memory ->
          new AddressRange(
              "", range.start(), range.size(), memory.block().writable() ? Kind.RAM : Kind.ROM);
      case Window window ->
          new AddressRange(window.name(), range.start(), range.size(), Kind.REGISTERS);
    };
  }

  /**
   * Exchanges all memory at once. No hart runs meanwhile.
   *
   * @throws IllegalArgumentException two ranges overlap, or one is empty or beyond 2^63; the memory
   *     stays as it is
   */
  public void replaceMemory(List<RamBlock> memory) {
    List<Range> ranges = new ArrayList<>(windows);
    memory.forEach(block -> ranges.add(new Memory(block)));
    layout = new Layout(ranges);
  }

  @Override
  public long load(long address, int widthBytes) throws BusFault {
    Layout now = layout;
    Memory recent = now.recent;
    if (recent.holds(address, widthBytes)) {
      return read(recent.segment(), address - recent.start(), widthBytes);
    }
    Range range = now.find(address, widthBytes);
    return range instanceof Window window
        ? window.device().load(address - window.start(), widthBytes)
        : read(now.visit(range).segment(), address - range.start(), widthBytes);
  }

  @Override
  public void store(long address, int widthBytes, long value) throws BusFault {
    Layout now = layout;
    Memory recent = now.recent;
    if (recent.holds(address, widthBytes)) {
      store(recent, address, widthBytes, value);
      return;
    }
    Range range = now.find(address, widthBytes);
    if (range instanceof Window window) {
      window.device().store(address - window.start(), widthBytes, value);
    } else {
      store(now.visit(range), address, widthBytes, value);
    }
  }

  private static void store(Memory memory, long address, int widthBytes, long value)
      throws BusFault {
    if (!memory.block().writable()) {
      throw new BusFault(address);
    }
    write(memory.segment(), address - memory.start(), widthBytes, value);
  }

  @Override
  public long time() {
    return platform.ticks();
  }

  @Override
  public void supervisorTimer(int hart, long ticks) {
    platform.supervisorTimer(hart, ticks);
  }

  @Override
  public Optional<SupervisorBinary> supervisorBinary() {
    return platform.supervisorBinary();
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

  /** What is where at one moment; immutable but for what was found last. */
  private static final class Layout {

    private final long[] starts;
    private final Range[] ranges;
    private final List<RamBlock> ram;

    /** Most accesses follow one to the same memory. Any thread's find will do. */
    private Memory recent = NOTHING;

    Layout(List<Range> unsorted) {
      List<Range> sorted =
          unsorted.stream().sorted(Comparator.comparingLong(Range::start)).toList();
      check(sorted);
      this.starts = sorted.stream().mapToLong(Range::start).toArray();
      this.ranges = sorted.toArray(Range[]::new);
      this.ram =
          sorted.stream()
              .filter(Memory.class::isInstance)
              .map(range -> ((Memory) range).block())
              .toList();
    }

    private static void check(List<Range> sorted) {
      long end = 0;
      for (Range range : sorted) {
        if (range.start() < end || range.size() <= 0 || range.start() + range.size() < 0) {
          throw new IllegalArgumentException(
              "0x%x bytes at 0x%x have no place below 2^63 of their own"
                  .formatted(range.size(), range.start()));
        }
        end = range.start() + range.size();
      }
    }

    /** Remembers memory that was found. */
    Memory visit(Range range) {
      var memory = (Memory) range;
      recent = memory;
      return memory;
    }

    /** The range that holds the whole access. */
    Range find(long address, int widthBytes) throws BusFault {
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
  }

  private sealed interface Range {
    long start();

    long size();
  }

  private record Memory(RamBlock block, MemorySegment segment, long start, long size)
      implements Range {

    Memory(RamBlock block) {
      this(block, block.segment(), block.address(), block.segment().byteSize());
    }

    boolean holds(long address, int widthBytes) {
      long offset = address - start;
      return offset >= 0 && offset <= size - widthBytes;
    }
  }

  private record Window(String name, long start, long size, MmioDevice device) implements Range {}

  /** Collects the ranges of an address space. */
  public static final class Builder {

    private final List<Range> ranges = new ArrayList<>();

    private Builder() {}

    /** Places RAM or ROM. */
    public Builder memory(RamBlock block) {
      ranges.add(new Memory(block));
      return this;
    }

    /** Places the registers of a device without a name. */
    public Builder window(long address, long sizeBytes, MmioDevice device) {
      return window("", address, sizeBytes, device);
    }

    /**
     * Places a device's registers.
     *
     * @param name what the device is called
     */
    public Builder window(String name, long address, long sizeBytes, MmioDevice device) {
      ranges.add(new Window(name, address, sizeBytes, device));
      return this;
    }

    /**
     * Closes the collection.
     *
     * @param platform what there is besides
     * @throws IllegalArgumentException two ranges overlap, or one is empty or beyond 2^63
     */
    public AddressSpace build(Platform platform) {
      return new AddressSpace(ranges, platform);
    }
  }
}
