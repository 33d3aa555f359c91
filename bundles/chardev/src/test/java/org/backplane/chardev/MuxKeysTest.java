package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class MuxKeysTest {

  private static final class Written implements MuxKeys.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void typed(ByteBuffer piece) {
      text.append(StandardCharsets.ISO_8859_1.decode(piece));
    }

    @Override
    public void pressed(MuxKeys.Command command) {
      text.append('<').append(command).append('>');
    }
  }

  private static String taken(String... pieces) {
    var keys = new MuxKeys();
    var written = new Written();
    for (String piece : pieces) {
      ByteBuffer data = ByteBuffer.wrap(("__" + piece).getBytes(StandardCharsets.ISO_8859_1));
      keys.take(data.position(2), written);
      assertThat(data.hasRemaining()).isFalse();
    }
    return written.text.toString();
  }

  @Example
  void knowsItsKeys() {
    assertThat(taken("a\1hb\1?\1x\1c\1bc")).isEqualTo("a<HELP>b<HELP><QUIT><SWITCH><BREAK>c");
  }

  @Example
  void whatMeansNothingIsSwallowed() {
    assertThat(taken("a\1zb\1")).isEqualTo("ab");
  }

  @Example
  void theEscapeKeyTypedTwiceIsSentOnce() {
    assertThat(taken("\1\1x\1\1\1x")).isEqualTo("\1x\1<QUIT>");
  }

  @Property
  void itDoesNotMatterHowItComesApart(
      @ForAll @Size(max = 20) List<@CharRange(from = '\1', to = '\2') Character> keys,
      @ForAll @IntRange(max = 20) int cut) {
    var text = new StringBuilder();
    keys.forEach(key -> text.append(key == 2 ? 'x' : key));
    int at = Math.min(cut, text.length());
    assertThat(taken(text.substring(0, at), text.substring(at))).isEqualTo(taken(text.toString()));
  }
}
