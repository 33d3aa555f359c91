package org.backplane.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.json.Streams.bytes;
import static org.backplane.json.Streams.readAll;
import static org.backplane.json.Streams.shape;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonPropertiesTest {
  private static final JsonInput A1 = new JsonInput.Value(Map.of("a", 1L));

  @Property
  void writtenValueReadsBackEqual(@ForAll("values") Object value) throws JsonException {
    assertThat(JsonReader.parse(JsonWriter.compact(value))).isEqualTo(value);
    assertThat(JsonReader.parse(JsonWriter.pretty(value))).isEqualTo(value);
  }

  @Property
  void writtenDoubleReadsBackAsTheSameNumber(@ForAll double value) throws JsonException {
    var read = (Number) JsonReader.parse(JsonWriter.compact(value));
    assertThat(read.doubleValue()).isEqualTo(value + 0.0);
  }

  @Property
  void writtenTextIsAscii(@ForAll String text) {
    assertThat(JsonWriter.compact(text).chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
  }

  @Property
  void backToBackValuesReadTheSameHoweverTheyAreSplit(
      @ForAll("values") Object first, @ForAll("values") Object second, @ForAll int seed) {
    byte[] stream = bytes(JsonWriter.compact(first), " ", JsonWriter.pretty(second), "\n");
    int at = Math.floorMod(seed, stream.length);
    var head = Arrays.copyOfRange(stream, 0, at);
    var tail = Arrays.copyOfRange(stream, at, stream.length);
    assertThat(readAll(head, tail))
        .containsExactly(new JsonInput.Value(first), new JsonInput.Value(second));
  }

  @Property(tries = 5000)
  void randomBytesGiveValuesAndErrorsOnlyAndAResetAlwaysHelps(@ForAll byte[] garbage) {
    List<JsonInput> found = readAll(garbage, bytes(0xff, " {\"a\":1}"));
    assertThat(found.getLast()).isEqualTo(A1);
  }

  @Property(tries = 5000)
  void almostJsonGivesValuesAndErrorsOnlyAndAResetAlwaysHelps(
      @ForAll("almostJson") String garbage, @ForAll int seed) {
    byte[] stream = bytes(garbage, 0xff, " {\"a\":1}");
    int at = Math.floorMod(seed, stream.length);
    List<JsonInput> split =
        readAll(Arrays.copyOfRange(stream, 0, at), Arrays.copyOfRange(stream, at, stream.length));
    assertThat(split.getLast()).isEqualTo(A1);
    assertThat(shape(split)).isEqualTo(shape(readAll(stream)));
  }

  @Provide
  Arbitrary<String> almostJson() {
    var pieces =
        Arbitraries.of(
            "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "\\u", "d8", "00", "12", "-", "e", ".",
            "true", "null", " ", "\n", "\t", "a", "\"a\"", "'b'", "ä", "😀", "\u001b", "@", "1e400",
            "\\n");
    return pieces.list().ofMaxSize(60).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<String> strings = Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(20);
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            strings.asGeneric(),
            Arbitraries.longs().asGeneric(),
            Arbitraries.of(true, false).asGeneric(),
            Arbitraries.just(JsonNull.NULL).asGeneric(),
            Arbitraries.doubles().filter(JsonPropertiesTest::staysDouble).asGeneric(),
            Arbitraries.bigIntegers()
                .between(
                    BigInteger.ONE.shiftLeft(63),
                    BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE))
                .asGeneric());
    return Arbitraries.recursive(() -> leaves, inner -> nested(strings, inner), 0, 3);
  }

  private static Arbitrary<Object> nested(Arbitrary<String> strings, Arbitrary<Object> inner) {
    Arbitrary<Object> lists = inner.list().ofMaxSize(4).asGeneric();
    Arbitrary<Object> maps =
        Arbitraries.maps(strings, inner).ofMaxSize(4).map(m -> (Object) new LinkedHashMap<>(m));
    return Arbitraries.oneOf(lists, maps, inner);
  }

  /** A double that is a whole number is written without a point and reads back as an integer. */
  private static boolean staysDouble(double value) {
    return value != Math.rint(value) || Math.abs(value) >= 1e17;
  }

  private static char[] surrogates() {
    char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return all;
  }
}
