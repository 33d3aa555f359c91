package org.backplane.health;

import java.util.Collection;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;

/** What a check found, as its result: a line for each trouble, or one that there is none. */
final class Findings {

  /** More lines would make a result that nobody reads. */
  private static final int MOST_LINES = 50;

  private Findings() {}

  /**
   * The result.
   *
   * @param trouble what one trouble amounts to
   * @param lines one for each
   * @param allClear what to say when there are none
   */
  static Result of(Status trouble, Collection<String> lines, String allClear) {
    var log = new FormattingResultLog();
    if (lines.isEmpty()) {
      log.info(allClear);
    }
    lines.stream().limit(MOST_LINES).forEach(line -> log.add(new ResultLog.Entry(trouble, line)));
    if (lines.size() > MOST_LINES) {
      log.add(new ResultLog.Entry(trouble, "and %d more".formatted(lines.size() - MOST_LINES)));
    }
    return new Result(log);
  }
}
