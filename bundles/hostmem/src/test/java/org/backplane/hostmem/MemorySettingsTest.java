package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.TypeDescription;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;

final class MemorySettingsTest {

  private static final TypeDescription TYPE =
      MemoryBackendProperties.type("memory-backend-test", "for tests", MemoryDefaults.PRIVATE);

  @Test
  void readsAllValues() throws Exception {
    MemorySettings settings =
        of(
            Map.of(
                "size",
                5000L,
                "share",
                true,
                "merge",
                false,
                "dump",
                false,
                "prealloc",
                true,
                "prealloc-threads",
                3));
    assertThat(settings)
        .isEqualTo(
            new MemorySettings(
                "memory-backend-test 'm0'", 5000, true, false, false, true, 3, true, "m0"));
  }

  @Test
  void theBlockIsNamedByIdOrPath() throws Exception {
    assertThat(of(Map.of("size", 1L)).blockName()).isEqualTo("m0");
    var byPath = Map.of("size", 1L, "x-use-canonical-path-for-ramblock-id", true);
    assertThat(of(byPath).blockName()).isEqualTo("/objects/m0");
  }

  @Test
  void refusesSizeZeroAndWrappedSizes() {
    assertRefused(
        Map.of("size", 0L),
        "memory-backend-test 'm0': size must not be 0; give a size such as size=64M");
    assertRefused(
        Map.of("size", -4096L),
        "memory-backend-test 'm0': size 18446744073709547520 is more than any host has; give a"
            + " size such as size=64M");
  }

  @Test
  void refusesPreallocWithoutReserveInEitherOrder() {
    SequencedMap<String, Object> oneWay = new LinkedHashMap<>(Map.of("size", 1L));
    oneWay.put("prealloc", true);
    oneWay.put("reserve", false);
    Map<String, Object> otherWay = new LinkedHashMap<>();
    oneWay.sequencedEntrySet().reversed().forEach(e -> otherWay.put(e.getKey(), e.getValue()));
    String message =
        "memory-backend-test 'm0': prealloc=on cannot go with reserve=off; leave one of them out";
    assertRefused(oneWay, message);
    assertRefused(otherWay, message);
  }

  @Test
  void refusesPlacementInsteadOfIgnoringIt() {
    assertRefused(
        Map.of("size", 1L, "policy", "bind"),
        "memory-backend-test 'm0': policy=bind is not supported yet on this build; leave policy at"
            + " 'default'");
    assertRefused(
        Map.of("size", 1L, "host-nodes", List.of(0)),
        "memory-backend-test 'm0': host-nodes=[0] is not supported yet on this build; leave"
            + " host-nodes out");
  }

  private static MemorySettings of(Map<String, ?> given) throws InvalidRequestException {
    try (var creation = new TestCreation(TYPE, "m0", given)) {
      return MemorySettings.of(creation);
    }
  }

  private static void assertRefused(Map<String, ?> given, String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> of(given))
        .withMessage(message);
  }
}
