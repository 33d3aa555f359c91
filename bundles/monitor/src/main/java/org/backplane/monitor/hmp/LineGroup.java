package org.backplane.monitor.hmp;

import java.util.List;

/** Lines about one subject. */
public interface LineGroup {

  /** Commands of their own. */
  default List<LineCommand> commands() {
    return List.of();
  }

  /** What {@code info} shows. */
  default List<LineCommand> topics() {
    return List.of();
  }
}
