package org.backplane.metrics.text;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/**
 * One number.
 *
 * @param suffix what follows the family's name, such as {@code _total}; empty for nothing
 * @param number in the text form that both formats share
 */
record Sample(String suffix, Labels labels, String number) {

  private static final int NANOSECOND_DIGITS = 9;

  Sample(String suffix, Labels labels, long number) {
    this(suffix, labels, Long.toString(number));
  }

  static Sample of(Labels labels, long number) {
    return new Sample("", labels, number);
  }

  static Sample total(Labels labels, long number) {
    return new Sample("_total", labels, number);
  }

  /** Nanoseconds as the seconds that scrapers expect, without a loss. */
  static String seconds(long nanos) {
    return decimal(nanos, NANOSECOND_DIGITS);
  }

  /** Milliseconds likewise. */
  static String secondsOfMillis(long millis) {
    return seconds(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static String decimal(long number, int digits) {
    return BigDecimal.valueOf(number, digits).stripTrailingZeros().toPlainString();
  }
}
