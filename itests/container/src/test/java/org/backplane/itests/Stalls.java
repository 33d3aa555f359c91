package org.backplane.itests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** For how long a guest stood still at each of many exchanges. */
final class Stalls {

  private final String what;
  private final List<Duration> all = new ArrayList<>();

  Stalls(String what) {
    this.what = what;
  }

  /** What an exchange does. */
  @FunctionalInterface
  interface Exchange {
    void run() throws Exception;
  }

  /**
   * Exchanges once, and waits until the guest has got so much further. What counts is the longest
   * time between two lines that it prints.
   */
  void measure(Guest guest, long requests, Exchange exchange) throws Exception {
    guest.serial.watchPauses();
    exchange.run();
    guest.awaitProgress(requests);
    all.add(guest.serial.longestPause());
  }

  /** For the log; no figure fails a test. */
  void print() {
    Collections.sort(all);
    System.out.printf(
        "STALL %s: %d exchanges, p50 %s ms, p99 %s ms, max %s ms%n",
        what, all.size(), millis(0.50), millis(0.99), millis(1));
  }

  private String millis(double share) {
    int at = (int) Math.ceil(share * all.size()) - 1;
    return "%.1f".formatted(all.get(Math.max(0, at)).toNanos() / 1e6);
  }
}
