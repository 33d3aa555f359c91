package org.backplane.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("{}", Map.of()),
        Arguments.of(" [ ] ", List.of()),
        Arguments.of("null", JsonNull.NULL),
        Arguments.of("true", true),
        Arguments.of("'a\"b'", "a\"b"),
        Arguments.of("\"it's\"", "it's"),
        Arguments.of("'it\\'s'", "it's"),
        Arguments.of(
            "{'qom-type':'memory-backend-ram','size':1}",
            Map.of("qom-type", "memory-backend-ram", "size", 1L)),
        Arguments.of("\"\\u00e4\\ud83d\\ude00\\n\\/\\u0000\"", "ä😀\n/\0"),
        Arguments.of("\"ä😀\"", "ä😀"),
        Arguments.of("0", 0L),
        Arguments.of("-0", 0L),
        Arguments.of("-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("9223372036854775807", Long.MAX_VALUE),
        Arguments.of("9223372036854775808", new BigInteger("9223372036854775808")),
        Arguments.of("18446744073709551615", new BigInteger("18446744073709551615")),
        Arguments.of("18446744073709551616", 0x1p64),
        Arguments.of("-9223372036854775809", -0x1p63),
        Arguments.of("1" + "0".repeat(300), 1e300),
        Arguments.of("1.0", 1.0),
        Arguments.of("1e3", 1000.0),
        Arguments.of("-0.0", -0.0),
        Arguments.of("1e-400", 0.0));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void completeTextBecomesItsValue(String text, Object expected) throws JsonException {
    assertThat(JsonReader.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\"}",
        "{a:1}",
        "{1:2}",
        "[1 2]",
        "[,1]",
        "}",
        "]",
        "{]",
        "[}",
        ",",
        ":",
        "nul",
        "True",
        "NaN",
        "Infinity",
        "[foo]",
        "{\"a\":1,\"a\":2}",
        "{\"x\":{\"a\":1,'\\u0061':2}}",
        "{} {}",
        "{}x",
        "1 2",
        "\"a",
        "\"a'",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\\q\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\ud800",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "0x10",
        "1e400",
        "-1e400",
        "/* c */ 1",
        "# c",
        "{%s: 1}",
        "\u0001",
        "\"\0\"",
        "ä"
      })
  void malformedTextIsRefusedWithAMessage(String text) {
    assertThatThrownBy(() -> JsonReader.parse(text))
        .isInstanceOf(JsonException.class)
        .message()
        .isNotBlank()
        .hasSizeLessThan(400);
  }

  @Test
  void hugeIntegerIsRefusedInTimeThatDoesNotGrowWithTheSquare() {
    assertThatThrownBy(() -> JsonReader.parse("9".repeat(5_000_000)))
        .hasMessageContaining("too large");
  }

  @Test
  void membersKeepTheOrderOfTheText() throws JsonException {
    var map = (Map<?, ?>) JsonReader.parse("{'z':1,'a':2,'m':3}");
    assertThat(map.keySet().stream().map(Object::toString)).containsExactly("z", "a", "m");
  }

  @Test
  void errorNamesTheDuplicateMember() {
    assertThatThrownBy(() -> JsonReader.parse("{'size':1,'size':2}"))
        .hasMessageContaining("'size'");
  }
}
