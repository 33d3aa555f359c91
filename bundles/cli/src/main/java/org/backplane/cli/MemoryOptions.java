package org.backplane.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest.Memory;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;

/**
 * Collects the options about memory: {@code -m}, {@code -mem-path}, {@code -mem-prealloc}, {@code
 * -numa}. Repeated ones add up; of a repeated key the last counts.
 */
final class MemoryOptions {

  private static final String MEMORY_BACKEND = "memory-backend";
  private static final int MOST_SLOTS = 256;

  private final OptionLine line;
  private final NumaOptions numa;
  private OptionalLong bytes = OptionalLong.empty();
  private OptionalLong maxBytes = OptionalLong.empty();
  private int slots;
  private Optional<String> path = Optional.empty();
  private boolean prealloc;

  MemoryOptions(OptionLine line) {
    this.line = line;
    this.numa = new NumaOptions(line);
  }

  /** {@code -m [size=]SIZE[,slots=N,maxmem=SIZE]}. */
  void memory(Given given) throws InvalidRequestException {
    Options options = line.split(given, "size");
    line.allowOnly(given.option(), options, List.of("size", "slots", "maxmem"));
    if (options.members().containsKey("size")) {
      String size = line.require(given.option(), options, "size");
      bytes = OptionalLong.of(line.mebibytes(given.option(), size));
    }
    if (options.members().containsKey("maxmem")) {
      String size = line.require(given.option(), options, "maxmem");
      maxBytes = OptionalLong.of(line.size(given.option(), size));
    }
    if (options.members().containsKey("slots")) {
      slots = line.number(given.option(), options, "slots", MOST_SLOTS);
    }
  }

  /** {@code -mem-path PATH}. */
  void path(Given given) throws InvalidRequestException {
    if (given.value().isEmpty()) {
      throw new InvalidRequestException(
          given.option().spelling(), "the path is empty", "give a directory or a file");
    }
    path = Optional.of(given.value());
  }

  /** {@code -mem-prealloc}. */
  void prealloc() {
    prealloc = true;
  }

  /** {@code -numa node,...}. */
  void numa(Given given) throws InvalidRequestException {
    numa.numa(given);
  }

  /**
   * What was asked for as a whole.
   *
   * @param machine the machine's own properties
   * @param harts how many harts it has
   */
  Memory request(Options machine, int harts) throws InvalidRequestException {
    checkRoom();
    numa.check(harts);
    if (machine.text(MEMORY_BACKEND).filter(id -> !id.isEmpty()).isPresent()) {
      refuseBesideBackend(Option.MEM_PATH, path.isPresent());
      refuseBesideBackend(Option.NUMA, numa.hasBackends());
    }
    return new Memory(bytes, slots, maxBytes, path, numa.nodes());
  }

  private void checkRoom() throws InvalidRequestException {
    if (maxBytes.isEmpty()) {
      if (slots > 0) {
        throw refused("slots=%d without maxmem".formatted(slots), "add maxmem=SIZE");
      }
      return;
    }
    if (bytes.isEmpty()) { // the machine knows its size, and compares
      return;
    }
    int difference = Long.compareUnsigned(maxBytes.getAsLong(), bytes.getAsLong());
    if (difference < 0) {
      throw refused("maxmem is less than the RAM that is there from the start", "give more");
    }
    if (difference > 0 && slots == 0) {
      throw refused("maxmem leaves room for memory devices, but there is no slot", "add slots=N");
    }
    if (difference == 0 && slots > 0) {
      throw refused("there are slots, but maxmem leaves no room", "give a greater maxmem");
    }
  }

  private static InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(Option.MEMORY.spelling(), problem, advice);
  }

  private static void refuseBesideBackend(Option option, boolean given)
      throws InvalidRequestException {
    if (given) {
      throw new InvalidRequestException(
          option.spelling(),
          "the machine's RAM comes from -machine memory-backend already",
          "leave one of them out");
    }
  }

  /**
   * What memory backends have that say nothing else themselves.
   *
   * @param machine the machine's own properties
   * @param harts how many harts it has
   */
  Options defaults(Options machine, int harts) throws InvalidRequestException {
    SequencedMap<String, String> words = new LinkedHashMap<>();
    words.put("prealloc-threads", Integer.toString(harts));
    if (prealloc) {
      words.put("prealloc", "on");
    }
    // The types' own defaults are on, except where the host lacks it: nothing to be said of on.
    if (!line.bool(Option.MACHINE, machine, "mem-merge", true)) {
      words.put("merge", "off");
    }
    if (!line.bool(Option.MACHINE, machine, "dump-guest-core", true)) {
      words.put("dump", "off");
    }
    return Options.ofWords(Dialect.COMMAND_LINE, words);
  }
}
