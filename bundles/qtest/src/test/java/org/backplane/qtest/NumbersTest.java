package org.backplane.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "10, 10",
    "0x1F, 31",
    "0X1f, 31",
    "010, 8",
    "-1, -1",
    "+7, 7",
    "0xffffffffffffffff, -1",
    "18446744073709551615, -1",
    "-0x10, -16",
  })
  void readsWhatCReads(String text, long value) throws Exception {
    assertThat(Numbers.unsigned(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0x",
        "08",
        "1 ",
        "--1",
        "+-1",
        "0x-1",
        "-0x+1",
        "1k",
        "0x10000000000000000",
        "18446744073709551616"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> Numbers.unsigned(text)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> Numbers.signed(text)).isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x8000000000000000", "9223372036854775808", "-9223372036854775809"})
  void signedNumbersHaveASign(String text) {
    assertThatThrownBy(() -> Numbers.signed(text)).isInstanceOf(Refusal.class);
  }

  @Property
  void everyNumberComesBack(@ForAll long value) throws Exception {
    assertThat(Numbers.signed(Long.toString(value))).isEqualTo(value);
    assertThat(Numbers.unsigned(Long.toUnsignedString(value))).isEqualTo(value);
    assertThat(Numbers.unsigned("0x" + Long.toHexString(value))).isEqualTo(value);
    assertThat(Numbers.unsigned("0" + Long.toOctalString(value))).isEqualTo(value);
  }

  @Property
  void noTextDoesHarm(@ForAll String text) {
    try {
      long _ = Numbers.unsigned(text);
    } catch (Refusal e) {
      assertThat(e.answer()).startsWith("FAIL").hasSizeLessThan(100).doesNotContain("\n");
    }
  }
}
