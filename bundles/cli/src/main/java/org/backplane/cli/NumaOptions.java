package org.backplane.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest.NumaNode;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;

/** Collects {@code -numa node,...}. */
final class NumaOptions {

  private static final int LAST_NODE = 127;
  private static final Pattern CPUS = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

  private final OptionLine line;
  private final List<NumaNode> nodes = new ArrayList<>();

  NumaOptions(OptionLine line) {
    this.line = line;
  }

  /** {@code -numa node[,nodeid=N][,memdev=ID][,cpus=FIRST[-LAST]]}. */
  void numa(Given given) throws InvalidRequestException {
    Options options = line.split(given, "type");
    String kind = line.require(given.option(), options, "type");
    if (!kind.equals("node")) {
      throw refused("there is no '" + kind + "'", "give node");
    }
    if (options.members().containsKey("mem")) {
      throw refused("'mem' is not taken any more", "make a memory backend and give memdev=ID");
    }
    line.allowOnly(given.option(), options, List.of("type", "nodeid", "memdev", "cpus"));
    nodes.add(new NumaNode(number(given, options), memdev(given, options), cpus(options)));
  }

  private int number(Given given, Options options) throws InvalidRequestException {
    int number =
        options.members().containsKey("nodeid")
            ? line.number(given.option(), options, "nodeid", LAST_NODE)
            : nextFree();
    if (number > LAST_NODE || isTaken(number)) {
      throw refused(
          number > LAST_NODE ? "too many nodes" : "node %d is there twice".formatted(number),
          "give a nodeid from 0 to %d of its own".formatted(LAST_NODE));
    }
    return number;
  }

  private int nextFree() {
    int number = 0;
    while (isTaken(number)) {
      number++;
    }
    return number;
  }

  private boolean isTaken(int number) {
    return nodes.stream().anyMatch(node -> node.number() == number);
  }

  private Optional<String> memdev(Given given, Options options) throws InvalidRequestException {
    return options.members().containsKey("memdev")
        ? Optional.of(line.require(given.option(), options, "memdev"))
        : Optional.empty();
  }

  private static List<Integer> cpus(Options options) throws InvalidRequestException {
    var cpus = new TreeSet<Integer>();
    List<String> ranges =
        switch (options.members().get("cpus")) {
          case RawValue.Words(List<String> words) -> words;
          case RawValue.Bare() -> List.of("");
          case null, default -> options.text("cpus").stream().toList();
        };
    for (String range : ranges) {
      Matcher matcher = CPUS.matcher(range);
      if (!matcher.matches()) {
        throw refused("cpus='%s' are no harts".formatted(range), "give FIRST or FIRST-LAST");
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(first);
      if (last < first) {
        throw refused("cpus='%s' ends before it begins".formatted(range), "give FIRST-LAST");
      }
      for (int cpu = first; cpu <= last; cpu++) {
        cpus.add(cpu);
      }
    }
    return List.copyOf(cpus);
  }

  /** Checks what only shows when all nodes are known. */
  void check(int harts) throws InvalidRequestException {
    var seen = new TreeSet<Integer>();
    for (NumaNode node : nodes) {
      for (int cpu : node.cpus()) {
        if (cpu >= harts) {
          throw refused(
              "node %d names hart %d of %d".formatted(node.number(), cpu, harts),
              "count them from 0, and give -smp enough of them");
        }
        if (!seen.add(cpu)) {
          throw refused("hart %d belongs to two nodes".formatted(cpu), "give it to one");
        }
      }
    }
  }

  boolean hasBackends() {
    return nodes.stream().anyMatch(node -> node.memdev().isPresent());
  }

  /** The nodes in the order given. */
  List<NumaNode> nodes() {
    return List.copyOf(nodes);
  }

  private static InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(Option.NUMA.spelling(), problem, advice);
  }
}
