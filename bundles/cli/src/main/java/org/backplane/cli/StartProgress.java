package org.backplane.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.backplane.api.NotActiveException;
import org.backplane.api.job.Job;
import org.backplane.api.thread.WorkerThread;

/**
 * Tells a person who waits for the host what it is busy with: on a terminal on one line that is
 * rewritten, elsewhere a line now and then. Silent while nothing takes longer than a second.
 */
final class StartProgress implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofMillis(500);

  /** How many ticks lie between two lines of a log. */
  private static final int LOG_PACE = 10;

  private static final String REWRITE = "\r\033[K";
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

  private final HostServices services;
  private final Console console;
  private final InstantSource clock;
  private final CountDownLatch over = new CountDownLatch(1);
  private boolean shown;
  private int quietTicks;

  StartProgress(HostServices services, Console console, InstantSource clock) {
    this.services = services;
    this.console = console;
    this.clock = clock;
  }

  /** Looks after the jobs until it is closed. */
  static StartProgress begin(HostServices services, Console console) {
    var progress = new StartProgress(services, console, InstantSource.system());
    WorkerThread.virtual("backplane-progress", progress::follow).start();
    return progress;
  }

  private void follow() {
    try {
      Duration pause = PATIENCE;
      while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        tick();
        pause = TICK;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (NotActiveException _) {
      // Without its service there is no job.
    }
  }

  /** Looks once. */
  synchronized void tick() throws NotActiveException {
    var oldEnough = clock.instant().minus(PATIENCE);
    String line =
        services.jobs().list().stream()
            .filter(job -> !job.since().isAfter(oldEnough))
            .map(StartProgress::text)
            .collect(Collectors.joining(", "));
    if (over.getCount() == 0) {
      return;
    }
    PrintStream err = console.err();
    if (console.terminal()) {
      if (shown || !line.isEmpty()) {
        err.print(REWRITE + line);
        err.flush();
      }
      shown = !line.isEmpty();
    } else if (!line.isEmpty() && quietTicks-- <= 0) {
      err.println(line);
      quietTicks = LOG_PACE - 1;
    }
  }

  /** {@code preallocating m0: 34 % of 6 GiB}. */
  static String text(Job job) {
    String verb = job.type().replaceFirst("e$", "") + "ing";
    long percent = (long) (100.0 * job.done() / job.total());
    return "%s %s: %d %%%s".formatted(verb, job.object().id(), percent, of(job));
  }

  private static String of(Job job) {
    if (!job.type().equals("preallocate")) {
      return "";
    }
    double size = job.total();
    int unit = 0;
    while (size >= 1024 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.1f", size).replaceFirst("\\.0$", "");
    return " of " + number + " " + UNITS.get(unit);
  }

  /** Takes the line away. Nothing is printed after it. */
  @Override
  public void close() {
    over.countDown();
    synchronized (this) {
      if (shown) {
        console.err().print(REWRITE);
        console.err().flush();
        shown = false;
      }
    }
  }
}
