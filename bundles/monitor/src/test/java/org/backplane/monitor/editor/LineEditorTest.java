package org.backplane.monitor.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in; lines, and what a terminal shows, out. */
class LineEditorTest {

  @ParameterizedTest
  @CsvSource({
    "ab<enter>, ab",
    "ab<bs>c<enter>, ac",
    "<bs>a<enter>, a",
    "ab<^h>c<enter>, ac",
    "ac<left>b<enter>, abc",
    "bc<home>a<enter>, abc",
    "bc<^a>a<enter>, abc",
    "bc<^a>a<end>d<enter>, abcd",
    "bc<^a>a<^e>d<enter>, abcd",
    "ac<^b>b<^f>d<enter>, abcd",
    "abc<left><left><del><enter>, ac",
    "abc<left><left><^d><enter>, ac",
    "<^d>a<^d><enter>, a",
    "ab<^u>c<enter>, c",
    "ab<left><^u>c<enter>, cb",
    "ab<left><^k>c<enter>, ac",
    "qom-list /a b<^w>c<enter>, qom-list /a c",
    "qom-list /a/b<esc><bs>c<enter>, qom-list c",
    "a bc<c-left>d<enter>, a dbc",
    "a bc<esc>bd<enter>, a dbc",
    "a bc<^a><c-right>d<enter>, ad bc",
    "a bc<^a><esc>fd<enter>, ad bc",
    "a bc<^a><esc>dd<enter>, d bc",
    "id=a<c-left>b<enter>, id=ba",
    "ab c<^w><^a><^y>d<enter>, 'cdab '",
    "ab<^c>c<enter>, c",
    "ab<^g>c<enter>, c",
    "a<esc>[99Xb<enter>, ab",
    "a<esc>[[Ab<enter>, ab",
    "a<esc>OPb<enter>, ab",
    "a<esc>]0;title<^g>b<enter>, ab",
    "a<esc>P1$r0m<esc>\\b<enter>, ab",
    "a<esc><esc>[Db<enter>, ba",
    "a<esc>[<enter>, a",
    "a<esc><enter>, a",
    "a<^z><^x>b<enter>, ab",
    "\u00e9\u20ac<bs><enter>, \u00e9",
    "\ud83d\ude00x<left><left>a<enter>, a\ud83d\ude00x",
    "ae\u0301<left><left>b<enter>, bae\u0301",
    "ae\u0301<bs><enter>, a",
    "a\u009bb<enter>, ab",
    "a\u2028b<enter>, ab",
  })
  void makesLines(String keys, String line) {
    assertThat(new Typist().type(keys).lines()).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource({
    "ab, (qemu) ab|",
    "ab<left>, (qemu) a|b",
    "ab<left>c, (qemu) ac|b",
    "ab<^a>, (qemu) |ab",
    "abc<^a><del>, (qemu) |bc",
    "abc<left><bs>, (qemu) a|c",
    "abc<^u>, (qemu) |",
    "abc<^a><right><^k>, (qemu) a|",
    "abc<^l>, (qemu) abc|",
    "ab<enter>, (qemu) |",
    "ab<enter>c, (qemu) c|",
    "ab<enter><up>, (qemu) ab|",
    "ab<enter>cd<enter><up><up>, (qemu) ab|",
    "ab<enter>cd<up><down>, (qemu) cd|",
    "ab<enter>cd<^p><^n>, (qemu) cd|",
    "ab<enter>ab<enter>c<enter><up><up><up>, (qemu) ab|",
    "ab<enter><enter><up>, (qemu) ab|",
    "abc<enter>xbx<enter><^r>b, (search) 'b': x|bx",
    "abc<enter>xbx<enter><^r>b<^r>, (search) 'b': a|bc",
    "abc<enter>xbx<enter><^r>b<^r><^r>, (not found) 'b': a|bc",
    "abc<enter>xbx<enter><^r>bc, (search) 'bc': a|bc",
    "abc<enter>xbx<enter><^r>bc<bs>, (search) 'b': x|bx",
    "abc<enter><^r>zz, (not found) 'zz': |abc",
    "abc<enter>d<^r>b<^g>, (qemu) d|",
    "abc<enter>d<^r>b<left>, (qemu) |abc",
    "abc<enter>d<^r><left>, (qemu) |d",
  })
  void shows(String keys, String row) {
    assertThat(new Typist().type(keys).row()).isEqualTo(row);
  }

  @Test
  void aSearchRunsWhatItFound() {
    Typist person = new Typist().type("info status<enter>stop<enter><^r>sta<enter>");

    assertThat(person.lines()).containsExactly("info status", "stop", "info status");
    assertThat(person.terminal().screen()).endsWith("(qemu) info status\n(qemu)\n");
  }

  @Test
  void typingAtTheEndEchoesWhatIsTypedAndNothingElse() {
    var editor = new LineEditor("> ", _ -> Completion.NONE);
    editor.begin();
    assertThat(editor.echo()).isEqualTo("> ");
    for (byte b : "info".getBytes(StandardCharsets.US_ASCII)) {
      editor.type(b);
      assertThat(editor.echo()).isEqualTo(Character.toString(b));
    }
    editor.type(0x7f);
    assertThat(editor.echo()).isEqualTo("\u001b[D\u001b[K");
    assertThat(editor.type('\r')).contains("inf");
    assertThat(editor.echo()).isEqualTo("\r\n");
  }

  @Test
  void echoesACharacterOfSeveralBytesInOnePiece() {
    var editor = new LineEditor("", _ -> Completion.NONE);
    editor.begin();
    byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
    editor.type(euro[0] & 0xff);
    editor.type(euro[1] & 0xff);
    assertThat(editor.echo()).isEmpty();
    editor.type(euro[2] & 0xff);
    assertThat(editor.echo()).isEqualTo("\u20ac");
  }

  @Test
  void showsWhatIsNoText() {
    byte[] broken = {'a', (byte) 0xe2, (byte) 0x82, 'b', (byte) 0xff, 0, (byte) 0xc0, '\r'};

    assertThat(new Typist().type(broken).lines()).containsExactly("a\ufffdb\ufffd\ufffd");
  }

  @Test
  void refusesAnEndlessLine() {
    Typist person = new Typist().type("x".repeat(1 << 20));

    assertThat(person.terminal().bells()).isEqualTo(1);
    assertThat(person.type("<enter>").lines().getFirst()).hasSize(LineBuffer.MAX_CHARS);
  }

  @Test
  void aLongLineWrapsWhileItGrows() {
    String line = "object_add memory-backend-file,id=m0,mem-path=/dev/hugepages/guest-ram,share=on";
    Typist person = new Typist(100, _ -> Completion.NONE).type(line + ",size=64M");

    assertThat(person.terminal().screen().replace("\n", ""))
        .isEqualTo(Typist.PROMPT + line + ",size=64M");
  }

  @Test
  void aLongLineIsEditedInPart() {
    Typist person = new Typist().type("0123456789".repeat(10) + "<left><left>x");

    assertThat(person.row()).startsWith("(qemu) <").endsWith("67x|89").hasSizeLessThan(81);
    person.type("<home>y");
    assertThat(person.row()).startsWith("(qemu)  y|01234").endsWith(">");
    assertThat(person.type("<enter>").lines())
        .containsExactly("y" + "0123456789".repeat(9) + "01234567x89");
  }

  @Test
  void aLongSearchLeavesRoomForWhatIsFound() {
    String wide = "\u4e2d".repeat(60);
    Typist person = new Typist().type(wide + "<enter><^r>" + wide);

    assertThat(CellWidth.of(person.terminal().line())).isLessThan(Screen.COLUMNS);
    assertThat(person.row()).startsWith("(search) '<\u4e2d");
    assertThat(person.type("<enter>").lines()).containsExactly(wide, wide);
  }

  @Test
  void keepsTheNewestLinesOnly() {
    var person = new Typist();
    for (int i = 0; i <= History.MAX_LINES; i++) {
      person.type("line " + i + "<enter>");
    }
    person.type("<up>".repeat(2 * History.MAX_LINES));

    assertThat(person.row()).isEqualTo("(qemu) line 1|");
  }

  /** Anything that terminals send, and much that they do not. */
  @Provide
  Arbitrary<String> keys() {
    Arbitrary<String> characters = Arbitraries.strings().ofMaxLength(3);
    Arbitrary<String> keys =
        Arbitraries.of(
            "<left>",
            "<right>",
            "<up>",
            "<down>",
            "<home>",
            "<end>",
            "<del>",
            "<bs>",
            "<c-left>",
            "<c-right>",
            "<esc>",
            "<tab>",
            "<enter>",
            "<^r>",
            "<^g>",
            "<^w>",
            "<^u>",
            "<^k>",
            "<^y>",
            "<^l>",
            "<^d>",
            "<esc>d",
            "<esc>f",
            "ab",
            "c d",
            "\u00e9",
            "e\u0301",
            "\u4e2d",
            "\ud83d\ude00",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "=,/");
    return Arbitraries.frequencyOf(Tuple.of(9, keys), Tuple.of(1, characters))
        .list()
        .ofMaxSize(60)
        .map(list -> String.join("", list));
  }

  private static Completion words(String text) {
    int start = text.lastIndexOf(' ') + 1;
    return Completion.of(text.substring(start), List.of("ab", "abc", "ca", "cab", "\u4e2dx"), " ")
        .behind(start);
  }

  @Property
  void theRowShowsTheLineWhateverIsTyped(@ForAll("keys") String keys) {
    var person = new Typist(LineEditorTest::words);

    person.type(keys).type("<^c><^c>"); // ends what is unfinished, and the search; then the line

    assertThat(person.row()).isEqualTo("(qemu) |");
    assertThat(person.type("ok<enter>").lines()).last().isEqualTo("ok");
  }

  @Property
  void theRowShowsShortLinesAsTheyAre(@ForAll("keys") String keys) {
    var person = new Typist(LineEditorTest::words);

    person.type(keys).type("<end>z<bs>"); // ends what is unfinished, and the search
    String row = person.terminal().line();
    int before = person.lines().size();
    person.type("<enter>");

    assertThat(person.lines()).hasSize(before + 1);
    String line = person.lines().getLast();
    if (CellWidth.of(Typist.PROMPT + line) < Screen.COLUMNS) {
      assertThat(row).isEqualTo((Typist.PROMPT + line).stripTrailing());
    }
  }

  @Property
  void anyBytesAreTakenAndAnsweredBriefly(@ForAll byte[] bytes) {
    var editor = new LineEditor("> ", LineEditorTest::words);
    var shown = new FakeTerminal(Screen.COLUMNS);
    var answered = new AtomicInteger();
    editor.begin();
    for (byte b : bytes) {
      editor.type(b & 0xff).ifPresent(line -> checkLine(line, editor));
      String echo = editor.echo();
      answered.addAndGet(echo.length());
      shown.show(echo);
    }

    assertThat(answered.get()).isLessThan(2 + 200 * (bytes.length + 1));
  }

  private static void checkLine(String line, LineEditor editor) {
    assertThat(line.codePoints()).noneMatch(Character::isISOControl);
    assertThat(line.length()).isLessThanOrEqualTo(LineBuffer.MAX_CHARS);
    editor.begin();
  }
}
