package org.backplane.cli;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Options;

/**
 * {@code -smp}: how many harts there are. They may be spread over sockets and cores as long as the
 * numbers agree; the guest sees harts alone.
 */
final class CpuTopology {

  private static final String CPUS = "cpus";
  private static final String MOST = "maxcpus";

  /** From the largest to the smallest. */
  private static final List<String> LEVELS =
      List.of("drawers", "books", "sockets", "dies", "clusters", "modules", "cores", "threads");

  private final OptionLine line;
  private final Option option;
  private final Options options;

  private CpuTopology(OptionLine line, Given given) throws InvalidRequestException {
    this.line = line;
    this.option = given.option();
    this.options = line.split(given, CPUS);
  }

  /** The number of harts. */
  static int harts(OptionLine line, Given given) throws InvalidRequestException {
    return new CpuTopology(line, given).harts();
  }

  private int harts() throws InvalidRequestException {
    line.allowOnly(option, options, keys());
    boolean spread = LEVELS.stream().anyMatch(this::given);
    long product = 1;
    for (String level : LEVELS) {
      product *= given(level) ? number(level) : 1;
    }
    int harts = given(CPUS) || !spread ? number(CPUS) : (int) Math.min(product, Integer.MAX_VALUE);
    if (spread && product != harts) {
      throw refused(CPUS + "=" + harts + ", but the others make " + product, "let them agree");
    }
    if (given(MOST) && number(MOST) != harts) {
      throw refused("there is no room for more harts later", "leave " + MOST + " away");
    }
    return harts;
  }

  private static List<String> keys() {
    var keys = new ArrayList<>(LEVELS);
    keys.addAll(List.of(CPUS, MOST));
    return keys;
  }

  private boolean given(String key) {
    return options.members().containsKey(key);
  }

  private int number(String key) throws InvalidRequestException {
    String text = line.require(option, options, key);
    if (!text.matches("[1-9][0-9]{0,3}")) {
      String what = key.equals(CPUS) ? "number of harts" : "number of " + key;
      throw refused("'" + text + "' is no " + what, "give 1");
    }
    return Integer.parseInt(text);
  }

  private InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(option.spelling(), problem, advice);
  }
}
