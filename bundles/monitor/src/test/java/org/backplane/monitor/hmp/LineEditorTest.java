package org.backplane.monitor.hmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in, lines and echo out. */
class LineEditorTest {

  private LineEditor editor = new LineEditor();

  /** One instance serves all tries of a property. */
  @BeforeTry
  void begin() {
    editor = new LineEditor();
  }

  private List<String> type(byte[] keys) {
    var lines = new ArrayList<String>();
    for (byte key : keys) {
      editor.type(key & 0xff).ifPresent(lines::add);
    }
    return lines;
  }

  private List<String> type(String keys) {
    return type(keys.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "ab\\n, ab",
    "ab\\x7fc\\n, ac",
    "\\x7fa\\n, a",
    "ab\\x15c\\n, c",
    "ab\\x03c\\n, c",
    "a\\x1b[Ab\\n, ab",
    "a\\x1b[1;5Cb\\n, ab",
    "a\\x1bOPb\\n, ab",
    "a\\tb\\n, a b",
    "a\\x01b\\n, ab",
    "\u00e9\u20ac\\x7f\\n, \u00e9",
  })
  void makesLines(String keys, String line) {
    String typed =
        keys.replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\x7f", "\u007f")
            .replace("\\x15", "\u0015")
            .replace("\\x03", "\u0003")
            .replace("\\x1b", "\u001b")
            .replace("\\x01", "\u0001");

    assertThat(type(typed)).containsExactly(line);
  }

  @Test
  void echoesACharacterOfSeveralBytesInOnePiece() {
    byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
    type(new byte[] {euro[0], euro[1]});
    assertThat(editor.echo()).isEmpty();
    type(new byte[] {euro[2], 0x7f});
    assertThat(editor.echo()).isEqualTo("\u20ac\b \b");
  }

  @Test
  void refusesAnEndlessLine() {
    type("x".repeat(LineEditor.MAX_BYTES));
    editor.echo();
    type("y");
    assertThat(editor.echo()).isEqualTo("\u0007");
    assertThat(type("\n")).singleElement().asString().hasSize(LineEditor.MAX_BYTES);
  }

  @Property
  void takesAnyKeys(@ForAll byte[] keys) {
    List<String> lines = type(keys);

    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("\r", "\n", "\u001b"));
    editor.echo();
    type("\u0015"); // Ctrl-U may be swallowed by an unfinished escape sequence: twice
    type("\u0015~\u0015\u0015");
    assertThat(type("ok\n")).containsExactly("ok");
  }
}
