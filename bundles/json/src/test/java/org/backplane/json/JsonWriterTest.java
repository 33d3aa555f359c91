package org.backplane.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonWriterTest {
  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Map.of(), "{}"),
        Arguments.of(Map.of("return", Map.of()), "{\"return\":{}}"),
        Arguments.of(List.of(1, 2L, true, JsonNull.NULL), "[1,2,true,null]"),
        Arguments.of(new BigInteger("18446744073709551615"), "18446744073709551615"),
        Arguments.of(
            "a\"b\\c/\b\f\n\r\t\u0001\u007f", "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u007F\""),
        Arguments.of("äλ", "\"\\u00E4\\u03BB\""),
        Arguments.of("😀", "\"\\uD83D\\uDE00\""),
        Arguments.of("\ud800x\udc00", "\"\\uFFFDx\\uFFFD\""));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valueBecomesCompactAscii(Object value, String text) {
    assertThat(JsonWriter.compact(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0,1",
    "1e3,1000",
    "-0.0,-0",
    "0.0,0",
    "0.1,0.10000000000000001",
    "0.5,0.5",
    "1e16,10000000000000000",
    "1e17,1e+17",
    "123456789012345678,1.2345678901234568e+17",
    "0.0001,0.0001",
    "0.00001,1.0000000000000001e-05",
    "1e300,1.0000000000000001e+300",
    "4.9e-324,4.9406564584124654e-324",
    "1.7976931348623157e308,1.7976931348623157e+308",
    "-2.5,-2.5",
    "18446744073709551616,1.8446744073709552e+19"
  })
  void doubleHasUpTo17Digits(double value, String text) {
    assertThat(JsonWriter.compact(value)).isEqualTo(text);
  }

  @Test
  void javaNullIsWrittenAsNull() {
    assertThat(JsonWriter.compact(null)).isEqualTo("null");
  }

  @Test
  void prettyTextIndentsByFourAndBreaksEmptyObjects() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("return", Map.of());
    value.put("list", List.of(1L, "x"));
    value.put("empty", List.of());
    assertThat(JsonWriter.pretty(value))
        .isEqualTo(
            """
            {
                "return": {
                },
                "list": [
                    1,
                    "x"
                ],
                "empty": [
                ]
            }""");
    assertThat(JsonWriter.pretty(Map.of())).isEqualTo("{\n}");
  }

  @Test
  void whatJsonHasNotIsRefused() {
    for (Object bad :
        List.of(Double.NaN, Double.POSITIVE_INFINITY, 'c', 1.0f, Map.of("a", new Object()))) {
      assertThatThrownBy(() -> JsonWriter.compact(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void valueThatContainsItselfIsRefused() {
    List<Object> loop = new ArrayList<>();
    loop.add(loop);
    assertThatThrownBy(() -> JsonWriter.compact(loop)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deepestReadableValueIsWrittenBack() throws JsonException {
    String text = "[".repeat(1024) + "]".repeat(1024);
    assertThat(JsonWriter.compact(JsonReader.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("values")
  void valueFitsItsOwnLengthAndNoLess(Object value, String text) {
    assertThat(JsonWriter.fits(value, text.length())).isTrue();
    assertThat(JsonWriter.fits(value, text.length() - 1)).isFalse();
  }

  /** Its whole text would be longer than any array. */
  @Test
  void measuringStopsAtTheLimit() {
    var huge =
        new CharSequence() {
          @Override
          public int length() {
            return Integer.MAX_VALUE;
          }

          @Override
          public char charAt(int index) {
            return '\u007f';
          }

          @Override
          public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
          }
        };

    assertThat(JsonWriter.fits(List.of(huge, huge), 1000)).isFalse();
  }
}
