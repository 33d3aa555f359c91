package org.backplane.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.json.Streams.bytes;
import static org.backplane.json.Streams.drain;
import static org.backplane.json.Streams.errors;
import static org.backplane.json.Streams.readAll;
import static org.backplane.json.Streams.shape;
import static org.backplane.json.Streams.valuesIn;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextReaderTest {
  private static final Map<String, Object> A1 = Map.of("a", 1L);

  @Test
  void objectIsDeliveredWithItsClosingBrace() {
    var reader = new JsonTextReader();
    ByteBuffer open = ByteBuffer.wrap(bytes("{\"a\":1"));
    assertThat(reader.read(open)).isEmpty();
    assertThat(open.hasRemaining()).isFalse();
    assertThat(reader.read(ByteBuffer.wrap(bytes("}")))).contains(new JsonInput.Value(A1));
  }

  @Test
  void stringIsDeliveredWithItsQuoteAndNumberWithTheNextByte() {
    var reader = new JsonTextReader();
    assertThat(reader.read(ByteBuffer.wrap(bytes("\"x\"")))).contains(new JsonInput.Value("x"));
    assertThat(reader.read(ByteBuffer.wrap(bytes("12")))).isEmpty();
    assertThat(reader.read(ByteBuffer.wrap(bytes("3")))).isEmpty();
    assertThat(reader.read(ByteBuffer.wrap(bytes("\n")))).contains(new JsonInput.Value(123L));
  }

  @Test
  void tokensAreCountedWhileTheyCome() {
    var reader = new JsonTextReader();
    assertThat(reader.tokens()).isZero();
    assertThat(reader.read(ByteBuffer.wrap(bytes("[{}, 12, \"a b")))).isEmpty();
    assertThat(reader.tokens()).isEqualTo(7);
    assertThat(reader.read(ByteBuffer.wrap(bytes("\"]")))).isPresent();
    assertThat(reader.tokens()).isZero();
    assertThat(reader.read(ByteBuffer.wrap(bytes("[1}")))).isPresent();
    assertThat(reader.tokens()).isZero();
  }

  @Test
  void valuesNeedNoLineEndBetweenThem() {
    assertThat(valuesIn(readAll("{}[]{\"a\":1}null true\"x\"'y'12[1\n,\r\n2]")))
        .containsExactly(
            Map.of(), List.of(), A1, JsonNull.NULL, true, "x", "y", 12L, List.of(1L, 2L));
  }

  @Test
  void everySplitOfTheStreamGivesTheSame() {
    byte[] stream =
        bytes(
            "{'a':[1,-2.5e3,\"ä😀\\u00e4\\\"\"]} 17 {]",
            "\n\"a\u0001",
            " x y\n}{\"b\":tru}",
            0xff,
            "{\"c\":null}",
            "nul 1e400 [[]");
    List<Object> whole = shape(readAll(stream));
    assertThat(whole).hasSizeGreaterThan(8);
    for (int at = 0; at <= stream.length; at++) {
      var head = Arrays.copyOfRange(stream, 0, at);
      var tail = Arrays.copyOfRange(stream, at, stream.length);
      assertThat(shape(readAll(head, tail))).as("split at %d", at).isEqualTo(whole);
    }
    byte[][] single = new byte[stream.length][];
    for (int i = 0; i < stream.length; i++) {
      single[i] = new byte[] {stream[i]};
    }
    assertThat(shape(readAll(single))).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "}",
        "]",
        "{]",
        "[}",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\":1,\"a\":1}",
        "[tru]",
        "{'a':+}",
        ",",
        ":",
        "{\"a\":1e400}",
        "{\"a\":\"\\ud800\"}"
      })
  void structuralErrorIsReportedOnceAndTheNextTextIsRead(String bad) {
    List<JsonInput> found = readAll(bad + "{\"a\":1}");
    assertThat(valuesIn(found)).containsExactly(A1);
    assertThat(errors(found)).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"abc", "{'a':\"b\\q", "{\"a\":@", "\"\\u12", "[\"\u0001", "{\"a\": \"x\ty"})
  void brokenTokenIsSkippedUpToTheLineEnd(String bad) {
    List<JsonInput> found = readAll(bad + "\n{\"a\":1}");
    assertThat(valuesIn(found)).containsExactly(A1);
    assertThat(errors(found)).isOne();
    assertThat(valuesIn(readAll(bad + "\n17"))).containsExactly(17L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xff, 0xfe, 0x1b, 0x00, 0x07})
  void resetByteEndsAnythingAndTheNextMessageIsReadAfresh(int reset) {
    for (String before :
        List.of("", "{\"a\":", "{\"a\":\"b", "\"\\", "\"\\u0", "[[[", "12", "{\"a\":@@", "\"ä")) {
      List<JsonInput> found = readAll(bytes(before, reset, " {\"a\":1}"));
      assertThat(readAll(bytes(before, reset, " 17")).getLast())
          .as("nothing behind the reset is skipped, after <%s>", before)
          .isEqualTo(new JsonInput.Value(17L));
      assertThat(found.getLast()).as("after <%s>", before).isEqualTo(new JsonInput.Value(A1));
      assertThat(errors(found)).as("after <%s>", before).isPositive();
    }
  }

  @Test
  void invalidUtf8IsRefused() {
    int[][] bad = {
      {0x80},
      {0xc0, 0x80},
      {0xc1, 0xbf},
      {0xc3, 0x22},
      {0xe0, 0x9f, 0x80},
      {0xed, 0xa0, 0x80},
      {0xf0, 0x8f, 0x80, 0x80},
      {0xf4, 0x90, 0x80, 0x80},
      {0xf5, 0x80, 0x80, 0x80},
      {0xe2, 0x82, 0x41}
    };
    for (int[] sequence : bad) {
      Object[] parts = Arrays.stream(sequence).boxed().toArray();
      List<JsonInput> found = readAll(bytes("\""), bytes(parts), bytes("\"\n{\"a\":1}"));
      assertThat(errors(found)).as(Arrays.toString(sequence)).isPositive();
      assertThat(valuesIn(found)).as(Arrays.toString(sequence)).contains(A1).hasSize(1);
    }
  }

  @Test
  void everyCharacterOfUnicodePasses() {
    for (int c = 0x20; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 97) {
      if (c == '"' || c == '\\' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        continue;
      }
      String text = Character.toString(c);
      assertThat(valuesIn(readAll("\"" + text + "\""))).containsExactly(text);
    }
  }

  @Test
  void depth1024IsReadAndTheNextOpenerRefused() {
    assertThat(errors(readAll("[".repeat(1024) + "]".repeat(1024)))).isZero();
    assertThat(errors(readAll("{\"a\":".repeat(1023) + "[]" + "}".repeat(1023)))).isZero();

    var reader = new JsonTextReader();
    List<JsonInput> found = new ArrayList<>();
    drain(reader, bytes("[".repeat(1024)), found);
    assertThat(found).isEmpty();
    drain(reader, bytes("["), found);
    assertThat(errors(found)).isOne();
    drain(reader, bytes("{\"a\":1}"), found);
    assertThat(valuesIn(found)).containsExactly(A1);
  }

  @Test
  void tenThousandLevelsOverflowNothing() {
    List<JsonInput> found = readAll("[".repeat(10_000) + "]".repeat(10_000) + "\n{\"a\":1}");
    assertThat(found.getLast()).isEqualTo(new JsonInput.Value(A1));
  }

  @Test
  void limitsOfTokensAndTextRefuseAndTheReaderGoesOn() {
    var limits = new JsonLimits(4, 16, 7);
    assertThat(shape(readWith(limits, "[1,2,3]"))).containsExactly(List.of(1L, 2L, 3L));
    assertThat(errors(readWith(limits, "[1,2,3,4"))).isOne();
    assertThat(valuesIn(readWith(limits, "[1,2,3,4\n{'a':1}"))).containsExactly(A1);
    assertThat(valuesIn(readWith(limits, "[  1234567890  ,  999   ]"))).as("16 bytes").hasSize(1);
    assertThat(errors(readWith(limits, "[  1234567890  ,  9999   ]"))).as("17 bytes").isPositive();
  }

  @Test
  void blanksInsideAMessageCostNothing() {
    var reader = new JsonTextReader();
    List<JsonInput> found = new ArrayList<>();
    drain(reader, bytes("[1"), found);
    byte[] blanks = " \t\r\n".repeat(1 << 18).getBytes(StandardCharsets.US_ASCII);
    long before = allocatedBytes();
    for (int i = 0; i < 80; i++) {
      drain(reader, blanks, found);
    }
    assertThat(allocatedBytes() - before).isLessThan(1 << 20);
    drain(reader, bytes(",2]"), found);
    assertThat(valuesIn(found)).containsExactly(List.of(1L, 2L));
  }

  @Test
  void hundredMegabyteStringIsRefusedWithoutHoldingMoreThanTheLimit() {
    var reader = new JsonTextReader();
    List<JsonInput> found = new ArrayList<>();
    byte[] part = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    long before = allocatedBytes();
    drain(reader, bytes("{\"a\":\""), found);
    for (int i = 0; i < 100; i++) {
      drain(reader, part, found);
    }
    assertThat(allocatedBytes() - before).as("allocated in all").isLessThan(66L << 20);
    assertThat(errors(found)).isOne();
    drain(reader, bytes("\"}\n{\"a\":1}"), found);
    assertThat(found.getLast()).isEqualTo(new JsonInput.Value(A1));
  }

  @Test
  void largestAllowedStringIsRead() {
    int length = (64 << 20) - 2;
    assertThat(valuesIn(readAll("\"" + "a".repeat(length) + "\"")))
        .allSatisfy(v -> assertThat((String) v).hasSize(length))
        .hasSize(1);
  }

  private static List<JsonInput> readWith(JsonLimits limits, String text) {
    var reader = new JsonTextReader(limits);
    List<JsonInput> found = new ArrayList<>();
    drain(reader, bytes(text), found);
    return found;
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
