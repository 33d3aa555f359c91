package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "virtio_*, virtio_rng_popped, true",
    "virtio_*, virtio_, true",
    "virtio_*, virtio, false",
    "*, anything, true",
    "*popped, virtio_rng_popped, true",
    "*rng*, virtio_rng_popped, true",
    "virtio_rng_p?pped, virtio_rng_popped, true",
    "virtio_rng_p?pped, virtio_rng_ppped, false",
    "Virtio_*, virtio_rng_popped, false",
    "virtio_rng_popped, virtio_rng_popped, true",
    "virtio_rng, virtio_rng_popped, false",
    "**a**b, xaxb, true",
    "**a**b, xbxa, false",
  })
  void fitsAsQemusDo(String pattern, String name, boolean fits) {
    assertThat(new NamePattern(pattern).matches(name)).isEqualTo(fits);
  }

  @Test
  void aHostilePatternTakesNoTime() {
    var pattern = new NamePattern("a*".repeat(120) + "b");
    assertThat(pattern.matches("a".repeat(10_000))).isFalse();
  }

  @Property
  void agreesWithRegularExpressions(
      @ForAll("patterns") String pattern, @ForAll("names") String name) {
    String regex = pattern.replace("*", ".*").replace("?", ".");
    assertThat(new NamePattern(pattern).matches(name)).isEqualTo(name.matches(regex));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab_*?").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("ab_").ofMaxLength(10);
  }
}
