package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.backplane.api.trace.TraceField;
import org.junit.jupiter.api.Test;

class TextLineTest {

  private static final List<TraceField> ALL =
      List.of(
          TraceField.unsigned("u"),
          TraceField.signed("s"),
          TraceField.hex("h"),
          TraceField.truth("t"),
          TraceField.text("x"));

  private static String rest(List<TraceField> fields, Object... values) {
    var text = new StringBuilder();
    new TextLine(Instant.EPOCH, "e", fields, Told.of(fields, values)).append(text, 1);
    assertThat(text).startsWith("1@0.000000:e").endsWith("\n");
    return text.substring("1@0.000000:e".length(), text.length() - 1).strip();
  }

  @Test
  void showsEachKind() {
    assertThat(rest(ALL, 7, -7, 0x80000000L, true, "virtio-rng"))
        .isEqualTo("u=7 s=-7 h=0x80000000 t=true x=virtio-rng");
    assertThat(rest(ALL, -1L, -1L, -1L, false, ""))
        .isEqualTo("u=18446744073709551615 s=-1 h=0xffffffffffffffff t=false x=\"\"");
  }

  @Test
  void narrowNumbersWithoutASignKeepTheirWidth() {
    assertThat(rest(ALL, (byte) -1, (byte) -1, -1, true, "x"))
        .isEqualTo("u=255 s=-1 h=0xffffffff t=true x=x");
    assertThat(rest(ALL, (short) -1, 0, (short) -2, true, "x"))
        .isEqualTo("u=65535 s=0 h=0xfffe t=true x=x");
  }

  @Test
  void wrongValuesAreShownAsSuch() {
    assertThat(rest(ALL)).isEqualTo("u=? s=? h=? t=? x=?");
    assertThat(rest(ALL, "7", true, new Object(), 1, 5)).isEqualTo("u=? s=? h=? t=? x=5");
    assertThat(rest(ALL, (Object[]) null)).isEqualTo("u=? s=? h=? t=? x=?");
    assertThat(rest(List.of(TraceField.text("x")), (Object) null)).isEqualTo("x=null");
    assertThat(rest(List.of(), 1, 2, 3)).isEmpty();
  }

  @Test
  void aValueThatCannotBeShownDoesNoHarm() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException();
          }
        };
    assertThat(rest(List.of(TraceField.text("x")), broken))
        .isEqualTo("x=\"<IllegalStateException>\"");
  }

  @Test
  void hostileTextStaysInItsLine() {
    assertThat(
            rest(List.of(TraceField.text("x")), "a\r\n1@0.0:fake \"x\" \\ \u001b[2J\u2028\u202e"))
        .isEqualTo("x=\"a\\r\\n1@0.0:fake \\\"x\\\" \\\\ \\u{1b}[2J\\u{2028}\\u{202e}\"");
    assertThat(rest(List.of(TraceField.text("x")), "To TPM")).isEqualTo("x=\"To TPM\"");
    assertThat(rest(List.of(TraceField.text("x")), "x".repeat(100_000))).hasSizeLessThan(1100);
  }

  @Property
  void anyTextIsOneWordOfOneLine(@ForAll String text) {
    String rest = rest(List.of(TraceField.text("x"), TraceField.unsigned("u")), text, 1);
    assertThat(rest).startsWith("x=").endsWith(" u=1");
    assertThat(rest.chars())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    String value = rest.substring(2, rest.length() - 4);
    assertThat(value).matches("\"([^\"\\\\]|\\\\.)*\"|[!-~&&[^\"\\\\ ]]+");
  }
}
