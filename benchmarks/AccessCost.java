import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.vm.runtime.bus.AddressSpace;
import org.backplane.vm.runtime.bus.Platform;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.memory.GuestMemory;

/**
 * What a load or store of 8 bytes costs through the machine's address space ({@link AddressSpace},
 * the bus of the harts) and through the memory as devices see it ({@link GuestMemory}), against a
 * plain memory segment. Each is measured in processes of its own, so that the compiler sees one
 * kind of access only, as it does for a plain segment; their medians count. Started by
 * benchmarks/run.
 */
final class AccessCost {

  private static final long BYTES = 64L << 20;
  private static final long RAM_START = 0x8000_0000L;
  private static final int ACCESSES = (int) (BYTES / Long.BYTES);
  private static final int WARM_UP = 8;
  private static final int ROUNDS = 9;
  private static final int MADV_HUGEPAGE = 14;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private enum Way {
    SEGMENT("plain segment"),
    BUS("address space"),
    DEVICE("guest memory");

    final String title;

    Way(String title) {
      this.title = title;
    }
  }

  private enum Pattern {
    SEQUENTIAL_LOAD("8-byte loads, in sequence"),
    SEQUENTIAL_STORE("8-byte stores, in sequence"),
    RANDOM_LOAD("8-byte loads, at random"),
    RANDOM_STORE("8-byte stores, at random");

    final String title;

    Pattern(String title) {
      this.title = title;
    }
  }

  /** 8 bytes at an offset in the 64 MiB. */
  private interface Memory {
    long load(long offset) throws Exception;

    void store(long offset, long value) throws Exception;
  }

  private AccessCost() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("fork")) {
      fork(Way.valueOf(arguments[1]));
    } else {
      compare(Integer.parseInt(arguments[0]));
    }
  }

  /** The ways take turns. */
  private static void compare(int rounds) throws IOException, InterruptedException {
    var costs = new EnumMap<Way, List<double[]>>(Way.class);
    for (int round = 0; round < rounds; round++) {
      for (Way way : Way.values()) {
        costs.computeIfAbsent(way, _ -> new ArrayList<>()).add(inFork(way));
      }
    }
    System.out.printf("%-28s", "ns per access (x of plain)");
    for (Way way : Way.values()) {
      System.out.printf(" %18s", way.title);
    }
    System.out.println();
    for (Pattern pattern : Pattern.values()) {
      double plain = median(costs, Way.SEGMENT, pattern);
      System.out.printf("%-28s", pattern.title);
      for (Way way : Way.values()) {
        double cost = median(costs, way, pattern);
        System.out.printf(" %18s", "%.2f (x%.2f)".formatted(cost, cost / plain));
      }
      System.out.println();
    }
  }

  private static double median(Map<Way, List<double[]>> costs, Way way, Pattern pattern) {
    return median(costs.get(way).stream().mapToDouble(all -> all[pattern.ordinal()]).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double[] inFork(Way way) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AccessCost.class.getName(),
                "fork",
                way.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException("a measuring process failed");
    }
    return Arrays.stream(output.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Prints the nanoseconds of each pattern. */
  private static void fork(Way way) throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment segment = arena.allocate(BYTES, 2 << 20);
      adviseHugePages(segment);
      segment.fill((byte) 1);
      Memory memory = memory(way, segment);
      var line = new StringBuilder();
      for (Pattern pattern : Pattern.values()) {
        line.append(measure(memory, pattern)).append(' ');
      }
      System.out.println(line);
    }
  }

  /** As memory backends do; the result is ignored there too. */
  @SuppressWarnings("restricted")
  private static void adviseHugePages(MemorySegment segment) throws Exception {
    var linker = Linker.nativeLinker();
    var madvise =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("madvise"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    try {
      int _ = (int) madvise.invokeExact(segment, segment.byteSize(), MADV_HUGEPAGE);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static double measure(Memory memory, Pattern pattern) throws Exception {
    double[] rounds = new double[ROUNDS];
    long sum = 0;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      sum +=
          switch (pattern) {
            case SEQUENTIAL_LOAD -> loadInSequence(memory);
            case SEQUENTIAL_STORE -> storeInSequence(memory, round);
            case RANDOM_LOAD -> loadAtRandom(memory, round);
            case RANDOM_STORE -> storeAtRandom(memory, round);
          };
      if (round >= 0) {
        rounds[round] = (System.nanoTime() - start) / (double) ACCESSES;
      }
    }
    if (sum == 42) {
      System.err.println("the answer"); // so that the loads cannot be left out
    }
    return median(rounds);
  }

  private static long loadInSequence(Memory memory) throws Exception {
    long sum = 0;
    for (long at = 0; at < BYTES; at += Long.BYTES) {
      sum += memory.load(at);
    }
    return sum;
  }

  private static long storeInSequence(Memory memory, long value) throws Exception {
    for (long at = 0; at < BYTES; at += Long.BYTES) {
      memory.store(at, value + at);
    }
    return memory.load(0);
  }

  private static long loadAtRandom(Memory memory, long seed) throws Exception {
    long sum = 0;
    long state = next(seed);
    for (int i = 0; i < ACCESSES; i++) {
      state = next(state);
      sum += memory.load(place(state));
    }
    return sum;
  }

  private static long storeAtRandom(Memory memory, long seed) throws Exception {
    long state = next(seed);
    for (int i = 0; i < ACCESSES; i++) {
      state = next(state);
      memory.store(place(state), state);
    }
    return memory.load(0);
  }

  /** A linear congruential generator: about a nanosecond, the same for all. */
  private static long next(long state) {
    return state * 6364136223846793005L + 1442695040888963407L;
  }

  private static long place(long state) {
    return (state >>> 35) & (BYTES - 1) & -Long.BYTES;
  }

  private static Memory memory(Way way, MemorySegment segment) {
    var block = new RamBlock(RAM_START, segment, true);
    return switch (way) {
      case SEGMENT ->
          new Memory() {
            @Override
            public long load(long offset) {
              return segment.get(LONG, offset);
            }

            @Override
            public void store(long offset, long value) {
              segment.set(LONG, offset, value);
            }
          };
      case BUS -> bus(addressSpace(block));
      case DEVICE -> device(new GuestMemory(List.of(block)));
    };
  }

  private static Memory bus(AddressSpace space) {
    return new Memory() {
      @Override
      public long load(long offset) throws BusFault {
        return space.load(RAM_START + offset, Long.BYTES);
      }

      @Override
      public void store(long offset, long value) throws BusFault {
        space.store(RAM_START + offset, Long.BYTES, value);
      }
    };
  }

  private static Memory device(GuestMemory memory) {
    return new Memory() {
      @Override
      public long load(long offset) throws Exception {
        return memory.u64(RAM_START + offset);
      }

      @Override
      public void store(long offset, long value) throws Exception {
        memory.setU64(RAM_START + offset, value);
      }
    };
  }

  /** The RAM above as many device windows as a board has, which were in use too. */
  private static AddressSpace addressSpace(RamBlock block) {
    var builder = AddressSpace.builder().memory(block);
    for (int i = 0; i < 13; i++) {
      builder.window(0x1000_0000L + i * 0x1000L, 0x1000, new Register());
    }
    AddressSpace space = builder.build(new NoPlatform());
    try {
      for (int i = 0; i < 100_000; i++) {
        space.store(0x1000_0000L + i % 13 * 0x1000L, Integer.BYTES, i);
        space.load(0x1000_0000L + i % 13 * 0x1000L, Integer.BYTES);
      }
    } catch (BusFault e) {
      throw new IllegalStateException(e);
    }
    return space;
  }

  private static final class NoPlatform implements Platform {
    @Override
    public long ticks() {
      return 0;
    }

    @Override
    public void supervisorTimer(int hart, long ticks) {}

    @Override
    public Optional<SupervisorBinary> supervisorBinary() {
      return Optional.empty();
    }
  }

  private static final class Register implements MmioDevice {
    private long value;

    @Override
    public long load(long offset, int widthBytes) {
      return value;
    }

    @Override
    public void store(long offset, int widthBytes, long value) {
      this.value = value;
    }
  }
}
