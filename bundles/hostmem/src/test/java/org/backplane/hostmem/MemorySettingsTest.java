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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemorySettingsTest {

  private static final TypeDescription TYPE =
      MemoryBackendProperties.type("memory-backend-test", "for tests", MemoryDefaults.PRIVATE);

  @Test
  void readsAllValues() throws Exception {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("size", 5000L);
    given.put("share", true);
    given.put("merge", false);
    given.put("dump", false);
    given.put("prealloc", true);
    given.put("prealloc-threads", 3);
    given.put("prealloc-context", "/objects/tc0");
    given.put("policy", "bind");
    given.put("host-nodes", List.of(3, 0, 3));
    assertThat(of(given))
        .isEqualTo(
            new MemorySettings(
                "memory-backend-test 'm0'",
                5000,
                false,
                true,
                false,
                false,
                true,
                3,
                "/objects/tc0",
                new NumaPlacement("bind", List.of(0, 3)),
                true,
                "m0"));
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 4096,",
    "1, 4096, 4096",
    "5000, 4096, 8192",
    "3145729, 2097152, 4194304",
    "9223372036854775807, 4096, 9223372036854771712",
  })
  void sizesThatAreNoWholePagesAreRefused(long size, long page, @Nullable String advised)
      throws Exception {
    MemorySettings settings = of(Map.of("size", size));
    settings.roundingUp().checkWholePages(page);
    if (advised == null) {
      settings.checkWholePages(page);
    } else {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> settings.checkWholePages(page))
          .withMessage(
              "memory-backend-test 'm0': size %d is not a multiple of the %d-byte page size; use %s",
              size, page, advised);
    }
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
  void refusesNodeNumbersThatNoHostHas() throws Exception {
    assertThat(of(Map.of("size", 1L, "host-nodes", List.of(127))).placement().nodes())
        .containsExactly(127);
    assertRefused(
        Map.of("size", 1L, "policy", "bind", "host-nodes", List.of(0, 128)),
        "memory-backend-test 'm0': host-nodes has 128, but node numbers end at 127; see"
            + " /sys/devices/system/node for the nodes of this host");
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
