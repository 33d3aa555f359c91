package org.backplane.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;

/**
 * What a trace point costs who passes it: none at all, one that is off, and one that is on, with
 * text, with a recording, with neither. Each is measured in processes of its own, in turns; their
 * medians count. It stands in the package of what it measures. Started by benchmarks/run with the
 * number of rounds and a folder.
 */
final class TraceCost {

  /** Fewer than the log's queue takes, so that no event is lost. */
  private static final int BURST = 10_000;

  private static final int WARM_UP = 60;
  private static final int BURSTS = 41;

  /** In which the log's thread is done with a burst. */
  private static final long PAUSE_NANOS = 40_000_000;

  private enum Way {
    NONE("no trace point", false, false, false),
    OFF("a point that is off", false, false, false),
    ON("on, nobody listens", true, false, false),
    RECORDED("on, to a recording", true, false, true),
    TEXT("on, to the text log", true, true, false);

    final String title;
    final boolean on;
    final boolean text;
    final boolean recorded;

    Way(String title, boolean on, boolean text, boolean recorded) {
      this.title = title;
      this.on = on;
      this.text = text;
      this.recorded = recorded;
    }
  }

  private final TracePoint point =
      new TracePoint(
          "benchmark_event",
          TraceField.text("device"),
          TraceField.hex("offset"),
          TraceField.unsigned("size"));

  /** Keeps the compiler from leaving the work out. */
  private long sum;

  private TraceCost() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("fork")) {
      new TraceCost().fork(Way.valueOf(arguments[1]));
    } else {
      compare(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
    }
  }

  private static void compare(int rounds, Path folder) throws IOException, InterruptedException {
    var costs = new EnumMap<Way, List<Double>>(Way.class);
    for (int round = 0; round < rounds; round++) {
      for (Way way : Way.values()) {
        costs.computeIfAbsent(way, _ -> new ArrayList<>()).add(inFork(way, folder));
      }
    }
    System.out.printf("%-28s %26s%n", "ns per pass", "beyond no trace point");
    double plain = median(costs.get(Way.NONE));
    for (Map.Entry<Way, List<Double>> cost : costs.entrySet()) {
      System.out.printf(
          "%-28s %8.2f (%.2f-%.2f) %8.2f%n",
          cost.getKey().title,
          median(cost.getValue()),
          cost.getValue().stream().min(Double::compare).orElseThrow(),
          cost.getValue().stream().max(Double::compare).orElseThrow(),
          median(cost.getValue()) - plain);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double inFork(Way way, Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                TraceCost.class.getName(),
                "fork",
                way.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException(way + " failed");
    }
    return Double.parseDouble(output.strip());
  }

  private void fork(Way way) throws Exception {
    var shelf = new Shelf(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    try (var outputs = new Outputs(shelf, OutputStream.nullOutputStream());
        var recording = new Recording()) {
      outputs.configure(
          new TraceRequest(
              List.of(),
              Optional.of(way.text),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
      if (way.on) {
        outputs.open("benchmark", point);
      }
      if (way.recorded) {
        recording.start();
      }
      double[] nanos = new double[BURSTS];
      for (int burst = -WARM_UP; burst < BURSTS; burst++) {
        long start = System.nanoTime();
        if (way == Way.NONE) {
          withoutPoint();
        } else {
          withPoint();
        }
        double cost = (double) (System.nanoTime() - start) / BURST;
        if (burst >= 0) {
          nanos[burst] = cost;
        }
        if (way.on) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
      Arrays.sort(nanos);
      System.out.println(nanos[BURSTS / 2]);
    }
    if (sum == 42) {
      System.err.println("work");
    }
  }

  private void withoutPoint() {
    long value = sum;
    for (int i = 0; i < BURST; i++) {
      value = work(value, i);
    }
    sum = value;
  }

  private void withPoint() {
    long value = sum;
    for (int i = 0; i < BURST; i++) {
      value = work(value, i);
      if (point.enabled()) {
        point.record("device0", value, i);
      }
    }
    sum = value;
  }

  /** A few cycles, as a device's register takes. */
  private static long work(long value, int i) {
    return Long.rotateLeft(value * 6364136223846793005L + i, 17) ^ value >>> 7;
  }
}
