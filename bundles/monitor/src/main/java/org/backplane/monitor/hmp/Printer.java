package org.backplane.monitor.hmp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what a line prints. */
public final class Printer {

  private final StringBuilder text = new StringBuilder();
  private boolean failed;
  private @Nullable Runnable afterwards;

  /** Adds lines. */
  public void line(String line) {
    text.append(line).append('\n');
  }

  /** Adds lines that say why the line failed. */
  void error(String line) {
    failed = true;
    line(line);
  }

  /** What is to be done once the person has read the rest. */
  void afterwards(Runnable action) {
    afterwards = action;
  }

  Printed printed() {
    return new Printed(
        text.toString().replace("\n", "\r\n"), failed, Optional.ofNullable(afterwards));
  }
}
