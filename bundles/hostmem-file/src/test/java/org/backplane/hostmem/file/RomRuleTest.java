package org.backplane.hostmem.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.backplane.api.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole table of {@code share}, {@code readonly} and {@code rom}. */
final class RomRuleTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # share, readonly, rom, reads back as, file is written, memory is shared
          false, false, auto, off, true,  false
          false, false, off,  off, true,  false
          false, true,  auto, on,  false, false
          false, true,  on,   on,  false, false
          false, true,  off,  off, false, false
          true,  false, auto, off, true,  true
          true,  false, off,  off, true,  true
          true,  true,  auto, on,  false, true
          true,  true,  on,   on,  false, true
          """)
  void allowed(
      boolean share, boolean readonly, String rom, String reads, boolean writes, boolean shared)
      throws Exception {
    RomRule rule = RomRule.of(share, readonly, rom);
    rule.check("memory-backend-file 'm0'");
    assertThat(rule.rom() ? "on" : "off").isEqualTo(reads);
    assertThat(rule.writesFile()).isEqualTo(writes);
    assertThat(rule.shared()).isEqualTo(shared);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          false, false, on,  rom=on cannot go with readonly=off
          true,  false, on,  'rom=on cannot go with share=on,readonly=off'
          true,  true,  off, 'rom=off cannot go with share=on,readonly=on'
          """)
  void refused(boolean share, boolean readonly, String rom, String reason) {
    RomRule rule = RomRule.of(share, readonly, rom);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> rule.check("memory-backend-file 'm0'"))
        .withMessageStartingWith("memory-backend-file 'm0': " + reason)
        .withMessageMatching(".+: .+; give .+");
  }

  @Test
  void eachRefusalHasAnExplanationOfItsOwn() {
    assertThat(
            Stream.of(RomRule.values()).map(RomRuleTest::refusal).filter(text -> !text.isEmpty()))
        .hasSize(3)
        .doesNotHaveDuplicates();
  }

  private static String refusal(RomRule rule) {
    try {
      rule.check("");
      return "";
    } catch (InvalidRequestException e) {
      return e.getMessage();
    }
  }
}
