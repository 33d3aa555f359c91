package org.backplane.monitor.report;

import java.util.List;
import org.backplane.monitor.schema.Builtin;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/**
 * A memory backend as {@code query-memdev} and {@code info memdev} show it.
 *
 * @param size in bytes, of any magnitude
 * @param hostNodes NUMA nodes, ascending
 */
public record Memdev(
    String id,
    Number size,
    boolean merge,
    boolean dump,
    boolean prealloc,
    boolean share,
    boolean reserve,
    List<Integer> hostNodes,
    String policy) {

  private static final Form<Integer> NODE = Form.of(Builtin.INTEGER, node -> node);

  private static final Form<String> POLICY =
      Form.words("default", "preferred", "bind", "interleave");

  /** The QMP form. A policy is a word of its backend's. */
  public static final Form<Memdev> FORM =
      ObjectForm.<Memdev>empty()
          .text("id", Memdev::id)
          .integer("size", Memdev::size)
          .bool("merge", Memdev::merge)
          .bool("dump", Memdev::dump)
          .bool("prealloc", Memdev::prealloc)
          .bool("share", Memdev::share)
          .bool("reserve", Memdev::reserve)
          .with("host-nodes", NODE.list(), Memdev::hostNodes)
          .with("policy", POLICY, Memdev::policy);

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
