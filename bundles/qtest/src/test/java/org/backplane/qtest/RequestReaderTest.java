package org.backplane.qtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RequestReaderTest {

  /** Writes down what it is given; the command {@code put} carries data. */
  private static final class Notes implements RequestReader.Sink {
    private final List<String> notes = new ArrayList<>();
    private int longest;

    @Override
    public void request(Request request) {
      notes.add(String.join(" ", request.words()));
    }

    @Override
    public Optional<RequestReader.Data> begin(Request head) {
      if (!head.command().equals("put")) {
        return Optional.empty();
      }
      var digits = new StringBuilder();
      return Optional.of(
          new RequestReader.Data() {
            @Override
            public void digit(char digit) {
              digits.append(digit);
              longest = Math.max(longest, digits.length());
            }

            @Override
            public void end() {
              notes.add(String.join(" ", head.words()) + " <- " + digits);
            }
          });
    }

    @Override
    public void tooLong() {
      notes.add("too long");
    }
  }

  private static List<String> read(String... pieces) throws IOException, InterruptedException {
    var notes = new Notes();
    var reader = new RequestReader(notes);
    for (String piece : pieces) {
      reader.read(piece.getBytes(StandardCharsets.ISO_8859_1));
    }
    return notes.notes;
  }

  @Test
  void aLineIsARequestOnceItIsWhole() throws Exception {
    assertThat(read("readb 0x10")).isEmpty();
    assertThat(read("readb 0x10\nclock_step\r\n\n  a   b  \n"))
        .containsExactly("readb 0x10", "clock_step", "", "a b");
  }

  @Test
  void dataIsPassedOnAsItComes() throws Exception {
    assertThat(read("put 1 2 0xab", "cd rest of it\nput 1 2 \nput 1 2\nput  1  2 x\r\n"))
        .containsExactly("put 1 2 <- 0xabcd", "put 1 2 <- ", "put 1 2", "put 1 2 <- x");
  }

  @Test
  void onlyDataMayBeLong() throws Exception {
    String longest = "x".repeat(RequestReader.LIMIT);
    assertThat(read(longest + "\n", longest + "y\nz\n")).containsExactly(longest, "too long", "z");
    var notes = new Notes();
    var reader = new RequestReader(notes);
    reader.read("put 1 2 0x".getBytes(StandardCharsets.ISO_8859_1));
    for (int n = 0; n < 100; n++) {
      reader.read("ab".repeat(5000).getBytes(StandardCharsets.ISO_8859_1));
    }
    assertThat(notes.longest).isEqualTo(1_000_002);
  }

  @Provide
  Arbitrary<String> streams() {
    return Arbitraries.strings().withChars("put 12\n\rx\u00ff").ofMaxLength(80);
  }

  @Property
  void itDoesNotMatterHowAStreamIsCut(
      @ForAll("streams") String stream, @ForAll @IntRange(min = 1, max = 7) int length)
      throws Exception {
    var pieces = new ArrayList<String>();
    for (int at = 0; at < stream.length(); at += length) {
      pieces.add(stream.substring(at, Math.min(stream.length(), at + length)));
    }
    assertThat(read(pieces.toArray(String[]::new))).isEqualTo(read(stream));
  }

  @Property
  void everyLineIsAnsweredOnceWhateverItHolds(
      @ForAll @Size(max = 5000) byte[] noise, @ForAll("streams") String stream) throws Exception {
    String text = new String(noise, StandardCharsets.ISO_8859_1) + stream;
    long lines = text.chars().filter(c -> c == '\n').count();
    assertThat(read(text)).hasSize((int) lines);
    assertThat(read(text, "\nput 1 2 0x12\n")).endsWith("put 1 2 <- 0x12");
  }
}
