package org.backplane.core.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {

  @ParameterizedTest
  @CsvSource({
    "64M, 67108864",
    "64m, 67108864",
    "1.5M, 1572864",
    ".5M, 524288",
    "1.M, 1048576",
    "0.1K, 102",
    "0x1b, 27",
    "0X1B, 27",
    "010, 10",
    "4096.0, 4096",
    "+7, 7",
    "7B, 7",
    "0, 0",
    "15E, -1152921504606846976",
    "18446744073709551615, -1",
    "0xffffffffffffffff, -1"
  })
  void acceptsWhatPeopleWrite(String text, long bytes) {
    assertThat(SizeText.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "-0",
        "1MB",
        "1KiB",
        "1e3",
        "1.5",
        "1.5B",
        "0x1k",
        "0x",
        "7 ",
        "M",
        ".",
        "16E",
        "18446744073709551616",
        "0x10000000000000000",
        "1,5",
        "١",
        "  7"
      })
  void refusesEverythingElse(String text) {
    assertThat(SizeText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {" 7", "+7"})
  void letsOneLeadingBlankOrPlusThrough(String text) {
    assertThat(SizeText.parse(text)).hasValue(7);
  }
}
