package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.NumaTopology;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code policy} and {@code host-nodes} on the nodes that every host has, and on others. */
final class PlacedMemoryTest {

  private static final long SIZE = 1L << 20;
  private static final TypeDescription TYPE =
      MemoryBackendProperties.type("memory-backend-test", "for tests", MemoryDefaults.PRIVATE);

  private static TestCreation definition(Object... more) {
    var given = new HashMap<String, Object>(Map.of("size", SIZE));
    for (int i = 0; i < more.length; i += 2) {
      given.put((String) more[i], more[i + 1]);
    }
    return new TestCreation(TYPE, "m0", given);
  }

  private static HostMemory make(TestCreation definition) throws BackplaneException {
    return MappedMemory.keep(
        definition,
        MemorySettings.of(definition),
        MappedMemory.OwnProperties.none(),
        () -> Mapping.anonymous(MappingSpec.ofSize(SIZE)));
  }

  /** The line that tells of the policy of a mapping; see numa(7). */
  private static String policy(HostMemory memory) throws Exception {
    String start = "%08x ".formatted(memory.block().segment().address());
    try (var lines = Files.lines(Path.of("/proc/self/numa_maps"))) {
      return lines.filter(line -> line.startsWith(start)).findFirst().orElse("none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bind", "interleave", "preferred"})
  void memoryIsBoundBeforeItIsTaken(String policy) throws Exception {
    try (var definition = definition("policy", policy, "host-nodes", List.of(0), "prealloc", true);
        var memory = make(definition)) {
      assertThat(policy(memory)).contains(policy.equals("preferred") ? "prefer" : policy);
      assertThat(memory.usage().residentBytes()).isEqualTo(SIZE);
    }
  }

  @Test
  void withoutAPolicyNoneIsSet() throws Exception {
    try (var definition = definition();
        var memory = make(definition)) {
      assertThat(policy(memory)).contains(" default");
    }
  }

  @Test
  void nodesThatTheHostLacksAreIgnoredBesideOthers() throws Exception {
    try (var definition = definition("policy", "bind", "host-nodes", List.of(3, 0));
        var memory = make(definition)) {
      assertThat(definition.get(memory, "host-nodes"))
          .contains(TestProperties.value(List.of(0, 3)));
    }
  }

  @Test
  void onlyNodesThatTheHostLacksAreRefused() {
    assumeFalse(
        NumaTopology.read().cpusByNode().containsKey(127), "this host has the node that is not");
    try (var definition =
        definition("policy", "bind", "host-nodes", List.of(127), "prealloc", true)) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> make(definition))
          .withMessageStartingWith(
              "memory-backend-test 'm0': policy=bind with host-nodes=[127] failed: mbind")
          .withMessageContaining("EINVAL")
          .withMessageContaining("at least one node of this host");
      assertThat(definition.resources().names()).isEmpty();
      assertThat(definition.jobs()).as("pages are taken after that").isEmpty();
    }
  }

  @Test
  void nothingIsMappedForWhatCannotGoTogether() {
    try (var definition = definition("host-nodes", List.of(0))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () ->
                  MappedMemory.keep(
                      definition,
                      MemorySettings.of(definition),
                      MappedMemory.OwnProperties.none(),
                      () -> {
                        throw new AssertionError("mapped");
                      }))
          .withMessageContaining("host-nodes=[0] means nothing to policy=default");
    }
  }

  @Test
  void laterChangesAreRememberedAndNotCarriedOut() throws Exception {
    try (var definition = definition("policy", "bind", "host-nodes", List.of(0));
        var memory = make(definition)) {
      definition.set(memory, "policy", "interleave");
      definition.set(memory, "host-nodes", List.of(5, 2));
      definition.set(memory, "host-nodes", List.of(2, 1));
      assertThat(definition.get(memory, "host-nodes"))
          .contains(TestProperties.value(List.of(0, 1, 2, 5)));
      assertThat(definition.get(memory, "policy")).contains(TestProperties.value("interleave"));
      assertThat(policy(memory)).contains(" bind:0");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> definition.set(memory, "host-nodes", List.of(128)));
      assertThat(definition.get(memory, "host-nodes"))
          .contains(TestProperties.value(List.of(0, 1, 2, 5)));
    }
  }

  @Test
  void newCodeTakesPlacementsThatWereNeverCarriedOut() throws Exception {
    try (var definition = definition()) {
      long address;
      try (var memory = make(definition)) {
        address = memory.block().segment().address();
        definition.set(memory, "policy", "bind"); // with no node: a definition could not say so
      }
      try (var next = make(definition)) {
        assertThat(next.block().segment().address()).isEqualTo(address);
        assertThat(definition.get(next, "policy")).contains(TestProperties.value("bind"));
      }
    }
  }
}
