package org.backplane.monitor.report;

import java.util.List;
import java.util.Map;

/**
 * A memory backend as {@code query-memdev} and {@code info memdev} show it.
 *
 * @param size in bytes; a whole number of JSON
 * @param hostNodes NUMA nodes, ascending
 */
public record Memdev(
    String id,
    Object size,
    boolean merge,
    boolean dump,
    boolean prealloc,
    boolean share,
    boolean reserve,
    List<Integer> hostNodes,
    String policy) {

  /** The QMP form. */
  public Map<String, Object> toMap() {
    return new Members()
        .with("id", id)
        .with("size", size)
        .with("merge", merge)
        .with("dump", dump)
        .with("prealloc", prealloc)
        .with("share", share)
        .with("reserve", reserve)
        .with("host-nodes", hostNodes)
        .with("policy", policy)
        .toMap();
  }

  /** The HMP form, a line each. */
  public List<String> toLines() {
    return List.of(
        "memory backend: " + id,
        "  size:  " + size,
        "  merge: " + merge,
        "  dump: " + dump,
        "  prealloc: " + prealloc,
        "  share: " + share,
        "  reserve: " + reserve,
        "  policy: " + policy,
        "  host nodes: " + ranges(hostNodes));
  }

  /** {@code 0-2,5} for 0, 1, 2, 5. */
  private static String ranges(List<Integer> numbers) {
    var text = new StringBuilder();
    for (int i = 0; i < numbers.size(); ) {
      int last = i;
      while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
        last++;
      }
      text.append(text.isEmpty() ? "" : ",").append(numbers.get(i));
      if (last > i) {
        text.append('-').append(numbers.get(last));
      }
      i = last + 1;
    }
    return text.toString();
  }
}
