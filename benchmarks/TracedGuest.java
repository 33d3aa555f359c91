import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What tracing costs a guest that reads entropy without end, with three events for each request of
 * 64 bytes: off, as text that nobody keeps, and in a recording, in turns. Started by benchmarks/run
 * with the launcher, a folder and the number of rounds.
 */
final class TracedGuest {

  private static final int WARM_UP = 3;

  private record Line(String title, GuestLoop guest, double[] rates) {
    double median() {
      double[] sorted = rates.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }

    void print(double reference) {
      System.out.printf(
          "%-32s %8.2f (%.2f-%.2f) %8.3f%n",
          title,
          median() / 1e6,
          Arrays.stream(rates).min().orElseThrow() / 1e6,
          Arrays.stream(rates).max().orElseThrow() / 1e6,
          median() / reference);
    }
  }

  private final int rounds;
  private final Path launcher;
  private final Path folder;
  private final List<Line> lines = new ArrayList<>();

  private TracedGuest(Path launcher, Path folder, int rounds) {
    this.launcher = launcher;
    this.folder = folder;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = Math.max(3, Integer.parseInt(arguments[2]));
    var benchmark = new TracedGuest(Path.of(arguments[0]), Path.of(arguments[1]), rounds);
    try {
      benchmark.add("tracing is off");
      benchmark.add("text", "-trace", "virtio_rng_*");
      Path recording = Path.of(arguments[1]).resolve("traced.jfr");
      benchmark.add("recording", "-trace", "virtio_rng_*,log=off,jfr=" + recording);
      benchmark.run();
    } finally {
      benchmark.close();
    }
  }

  private void add(String title, String... words) throws IOException {
    Path socket = folder.resolve("traced" + lines.size());
    GuestLoop guest = GuestLoop.start(launcher, socket, "rng-builtin", List.of(words));
    lines.add(new Line(title, guest, new double[rounds]));
  }

  private void run() throws IOException {
    for (Line line : lines) {
      line.guest.warmUp();
    }
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Line line : lines) {
        double rate = line.guest.measure();
        if (round >= 0) {
          line.rates[round] = rate;
        }
      }
    }
    System.out.printf("%-32s %24s %8s%n", "guest's entropy, MB/s", "", "of off");
    for (Line line : lines) {
      line.print(lines.getFirst().median());
    }
  }

  private void close() throws IOException {
    for (Line line : lines) {
      line.guest.close();
    }
  }
}
