package org.backplane.api.metric;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How long things took: a histogram whose buckets double. */
public final class Latency implements Metric {

  /** How many buckets there are: the last one also has what took longer, from 2^38 ns on. */
  public static final int BUCKETS = 40;

  private final MetricDescription description;
  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final LongAdder total = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  Latency(MetricDescription description) {
    this.description = description;
  }

  /**
   * How it was at a moment.
   *
   * @param counts how many took that long: bucket 0 those below 1 ns, bucket {@code b} those from
   *     2^(b-1) to below 2^b ns, and the last one all from its 2^(b-1) ns on
   * @param totalNanos how long all took together
   * @param longestNanos how long the longest took
   */
  @SuppressWarnings("ArrayRecordComponent") // a copy, handed to one reader
  public record Snapshot(long[] counts, long totalNanos, long longestNanos) {

    /** How many were measured. */
    public long count() {
      long all = 0;
      for (long count : counts) {
        all += count;
      }
      return all;
    }

    /**
     * The time that a part of all stayed below, as the upper end of its bucket, in nanoseconds. The
     * last bucket has no such end: who falls there stayed below or at the longest time. 0 when
     * there are none.
     *
     * @param part 0 to 1, such as 0.99
     */
    public long quantileNanos(double part) {
      long wanted = (long) Math.ceil(part * count());
      long seen = 0;
      for (int bucket = 0; bucket < counts.length; bucket++) {
        seen += counts[bucket];
        if (seen >= wanted && seen > 0) {
          return bucket < BUCKETS - 1 ? 1L << bucket : longestNanos;
        }
      }
      return 0;
    }
  }

  @Override
  public MetricDescription description() {
    return description;
  }

  /**
   * Something took that long.
   *
   * @param nanos a negative time counts as none
   */
  public void record(long nanos) {
    long taken = Math.max(0, nanos);
    int bucket = Long.SIZE - Long.numberOfLeadingZeros(taken);
    longest.accumulate(taken); // before it is counted, so that no snapshot lacks it
    counts.incrementAndGet(Math.min(bucket, BUCKETS - 1));
    total.add(taken);
  }

  /** Something began at a {@link System#nanoTime} and is over now. */
  public void recordSince(long startNanoTime) {
    record(System.nanoTime() - startNanoTime);
  }

  public Snapshot snapshot() {
    long[] copy = new long[BUCKETS];
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      copy[bucket] = counts.get(bucket);
    }
    return new Snapshot(copy, total.sum(), longest.get());
  }
}
