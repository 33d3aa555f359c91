import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes a second of entropy: through the virtio-rng device to a guest that reads without end,
 * straight from the backends, and of a C program that reads /dev/urandom, all in turns. Started by
 * benchmarks/run with the launcher, the C program, a folder for sockets and the number of rounds.
 */
final class EntropyBandwidth {

  static final Duration TURN = Duration.ofSeconds(1);

  private static final int SMALL = 64;
  private static final int LARGE = 1 << 16;

  /** One way to get entropy. */
  @FunctionalInterface
  private interface Way {
    /** Bytes a second, over about {@link #TURN}. */
    double measure() throws Exception;
  }

  /**
   * A line of the table.
   *
   * @param reference the line that it is compared with
   */
  private record Line(String title, Way way, int reference, double[] rates) {
    double median() {
      double[] sorted = rates.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }

    String rate() {
      return "%.2f (%.2f-%.2f)"
          .formatted(
              median() / 1e6,
              Arrays.stream(rates).min().orElseThrow() / 1e6,
              Arrays.stream(rates).max().orElseThrow() / 1e6);
    }
  }

  private final int rounds;
  private final List<Line> lines = new ArrayList<>();

  private EntropyBandwidth(int rounds) {
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    Path launcher = Path.of(arguments[0]);
    Path sockets = Path.of(arguments[2]);
    var bandwidth = new EntropyBandwidth(Math.max(3, Integer.parseInt(arguments[3])));
    try (var builtin = new DirectBackend("rng-builtin");
        var random = new DirectBackend("rng-random");
        var guestOfBuiltin = GuestLoop.start(launcher, sockets, "rng-builtin");
        var guestOfRandom = GuestLoop.start(launcher, sockets, "rng-random")) {
      guestOfBuiltin.warmUp();
      guestOfRandom.warmUp();
      int small = bandwidth.add("C, 64 bytes a read", () -> inC(arguments[1], SMALL), 0);
      int large = bandwidth.add("C, 64 KiB a read", () -> inC(arguments[1], LARGE), 1);
      bandwidth.add("rng-builtin, 64-byte requests", () -> builtin.measure(SMALL), small);
      bandwidth.add("rng-builtin, 64-KiB requests", () -> builtin.measure(LARGE), large);
      bandwidth.add("rng-random, 64-byte requests", () -> random.measure(SMALL), small);
      bandwidth.add("rng-random, 64-KiB requests", () -> random.measure(LARGE), large);
      bandwidth.add("guest's loop on rng-builtin", guestOfBuiltin::measure, small);
      bandwidth.add("guest's loop on rng-random", guestOfRandom::measure, small);
      bandwidth.run();
    }
  }

  private int add(String title, Way way, int reference) {
    lines.add(new Line(title, way, reference, new double[rounds]));
    return lines.size() - 1;
  }

  /** The first rounds warm up and are left out. */
  private void run() throws Exception {
    for (int round = -3; round < rounds; round++) {
      for (Line line : lines) {
        double rate = line.way.measure();
        if (round >= 0) {
          line.rates[round] = rate;
        }
      }
    }
    System.out.printf("%-32s %24s %8s%n", "entropy", "MB/s", "of C");
    for (Line line : lines) {
      double reference = lines.get(line.reference).median();
      System.out.printf("%-32s %24s %8.3f%n", line.title, line.rate(), line.median() / reference);
    }
  }

  private static double inC(String program, int blockBytes) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program, Integer.toString(blockBytes), Long.toString(TURN.toMillis()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException(program + " failed");
    }
    String[] words = output.strip().split(" ");
    return Long.parseLong(words[0]) * 1e9 / Long.parseLong(words[1]);
  }
}
