import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast a host populates memory for {@code object-add} with {@code prealloc=on}, against a C
 * program that does the same system calls. Both take turns. Started by benchmarks/run with the
 * monitor's socket, the C program and the number of rounds.
 */
final class PopulateBandwidth {

  private static final long WANTED_BYTES = 4L << 30;
  private static final long SPARE_BYTES = 1L << 30;
  private static final double GIB = 1L << 30;

  private final QmpConnection connection;
  private final String reference;
  private final int rounds;
  private final long bytes;

  private PopulateBandwidth(QmpConnection connection, String reference, int rounds, long bytes) {
    this.connection = connection;
    this.reference = reference;
    this.rounds = rounds;
    this.bytes = bytes;
  }

  public static void main(String[] arguments) throws Exception {
    long bytes = WANTED_BYTES;
    while (bytes + SPARE_BYTES > available() && bytes > 64 << 20) {
      bytes /= 2;
    }
    if (bytes < WANTED_BYTES) {
      System.out.printf("NOTE: only %.2f GiB, for lack of free memory%n", bytes / GIB);
    }
    try (var connection = QmpConnection.open(arguments[0])) {
      int rounds = Math.max(3, Integer.parseInt(arguments[2]));
      var bandwidth = new PopulateBandwidth(connection, arguments[1], rounds, bytes);
      System.out.printf(
          "%-8s %8s %8s %17s %17s %12s%n",
          "backend", "GiB", "threads", "Backplane GiB/s", "C GiB/s", "Backplane/C");
      for (String backend : new String[] {"ram", "memfd"}) {
        for (int threads = 1; threads <= 2; threads++) {
          bandwidth.compare(backend, threads);
        }
      }
    }
  }

  /** Both take turns, and who begins takes turns too. The first round warms up and is left out. */
  private void compare(String backend, int threads) throws Exception {
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      boolean oursFirst = round % 2 == 0;
      double first = oursFirst ? ours(backend, threads) : theirs(backend, threads);
      double second = oursFirst ? theirs(backend, threads) : ours(backend, threads);
      if (round >= 0) {
        ours[round] = oursFirst ? first : second;
        theirs[round] = oursFirst ? second : first;
      }
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    System.out.printf(
        "%-8s %8.2f %8d %17s %17s %12.2f%n",
        backend, bytes / GIB, threads, text(ours), text(theirs), median(ours) / median(theirs));
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static String text(double[] sorted) {
    return "%.2f (%.2f-%.2f)".formatted(median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  /** GiB a second: the time of the command without that of one that does nothing. */
  private double ours(String backend, int threads) throws Exception {
    settle();
    long nothing = time("{'execute':'query-status'}");
    long all =
        time(
            ("{'execute':'object-add','arguments':{'qom-type':'memory-backend-%s','id':'p',"
                    + "'size':%d,'prealloc':true,'prealloc-threads':%d}}")
                .formatted(backend, bytes, threads));
    connection.call("{'execute':'object-del','arguments':{'id':'p'}}");
    return perSecond(all - nothing);
  }

  private long time(String command) throws IOException {
    long start = System.nanoTime();
    connection.call(command);
    return System.nanoTime() - start;
  }

  private double theirs(String backend, int threads) throws Exception {
    settle();
    Process process =
        new ProcessBuilder(reference, backend, Long.toString(bytes), Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException(reference + " failed");
    }
    return perSecond(Long.parseLong(output.strip()));
  }

  private double perSecond(long nanos) {
    return bytes / GIB / (nanos / 1e9);
  }

  /** Waits until the memory of the turn before is free again. */
  private void settle() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (available() < bytes + SPARE_BYTES / 2) {
      if (System.nanoTime() > end) {
        throw new IOException("the memory of the turn before does not come back");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long available() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        return Long.parseLong(line.split("\\s+")[1]) << 10;
      }
    }
    throw new IOException("/proc/meminfo does not say what is available");
  }
}
