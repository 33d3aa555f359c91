package org.backplane.monitor.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the completion key does. */
class CompletionTest {

  private static final List<String> WORDS =
      List.of("info", "help", "qom-get", "qom-list", "qom-list-types", "quit", "\u4e2d\u6587");

  private static Completion complete(String text) {
    int start = text.lastIndexOf(' ') + 1;
    return Completion.of(text.substring(start), WORDS, " ").behind(start);
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "i<tab>,(qemu) info |",
        "a i<tab>,(qemu) a info |",
        "ix<left><tab>,(qemu) info |x",
        "i x<left><left><tab>,(qemu) info| x",
        "qo<tab>,(qemu) qom-|",
        "qo<tab>l<tab>,(qemu) qom-list|",
        "z<tab>,(qemu) z|",
        "\u4e2d<tab>,(qemu) \u4e2d\u6587 |",
      })
  void completes(String keys, String row) {
    assertThat(new Typist(CompletionTest::complete).type(keys).row()).isEqualTo(row);
  }

  @Test
  void listsWhatThereIs() {
    Typist person = new Typist(CompletionTest::complete).type("q<tab>");

    assertThat(person.terminal().screen())
        .isEqualTo("(qemu) q\nqom-get         qom-list        qom-list-types  quit\n(qemu) q\n");
    assertThat(person.row()).isEqualTo("(qemu) q|");
    assertThat(person.type("u<tab><enter>").lines()).containsExactly("quit ");
  }

  @Test
  void ringsWhenNothingFits() {
    assertThat(new Typist(CompletionTest::complete).type("z<tab>").terminal().bells()).isOne();
  }

  @Test
  void listsInColumnsDownwards() {
    assertThat(WordList.of(List.of("a", "b", "c", "d", "e"), 9)).isEqualTo("a  c  e\r\nb  d\r\n");
    assertThat(WordList.of(List.of("\u4e2d", "b", "c"), 8)).isEqualTo("\u4e2d  c\r\nb\r\n");
    assertThat(WordList.of(List.of("too-long-for-it", "b"), 8))
        .isEqualTo("too-long-for-it\r\nb\r\n");
  }

  @Test
  void listsNoMoreThanAPersonReads() {
    List<String> many = IntStream.range(0, 5000).mapToObj(i -> "w" + i).toList();

    assertThat(WordList.of(many, 80)).endsWith("... and 4700 more\r\n").hasSizeLessThan(3000);
  }
}
