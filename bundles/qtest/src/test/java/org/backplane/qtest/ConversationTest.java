package org.backplane.qtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.backplane.api.BackplaneException;
import org.backplane.qtest.fake.FakeBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol, request by request. */
class ConversationTest {

  private final FakeBench bench = new FakeBench();
  private final StringBuilder said = new StringBuilder();
  private final IrqNews news = new IrqNews(() -> {});
  private final Conversation conversation = conversation(Optional.of(bench));
  private final RequestReader reader = new RequestReader(conversation);

  private Conversation conversation(Optional<FakeBench> present) {
    var talk =
        new Talk() {
          @Override
          public void line(String line) {
            news.take().forEach(each -> said.append(each).append('\n'));
            said.append(line).append('\n');
          }

          @Override
          public void part(String text, boolean last) {
            said.append(text);
          }
        };
    try {
      return new Conversation(
          () -> present.map(it -> it), news, talk, SessionLog.open(Optional.empty()));
    } catch (BackplaneException e) {
      throw new AssertionError(e);
    }
  }

  private String ask(String line) throws Exception {
    return ask(reader, line);
  }

  private String ask(RequestReader on, String line) throws Exception {
    said.setLength(0);
    on.read((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(said.toString()).endsWith("\n");
    return said.substring(0, said.length() - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "endianness               | OK little",
        "readb 0                  | OK 0x0000000000000011",
        "readw 0x0                | OK 0x0000000000002211",
        "readl 0                  | OK 0x0000000044332211",
        "readq 0                  | OK 0x8877665544332211",
        "readq 0x7fffffffffffffff | OK 0x0000000000000000",
        "read 0 3                 | OK 0x112233",
        "b64read 0 4              | OK ESIzRA==",
        "b64read 0 0              | OK ",
        "inb 0x10                 | OK 0x00ff",
        "inw 0x10                 | OK 0xffff",
        "inl 0xffff               | OK 0xffffffff",
        "outb 0x10 1              | OK",
        "memset 0x100 0 1         | OK",
        "rtas a 1 2 3 4           | FAIL Unknown command 'rtas'",
        "nonsense                 | FAIL Unknown command 'nonsense'",
        "module_load a b          | FAIL there are no modules",
        "readb                    | FAIL readb: too few words",
        "writel 0                 | FAIL writel: too few words",
        "readb 0q                 | FAIL '0q' is no number",
        "inb 0x10000              | FAIL a port is 0xffff at most",
        "read 0 0                 | FAIL a size is 1 at least",
        "read 0 0x40000001        | FAIL a size is 1073741824 at most",
        "memset 0 -1 0            | FAIL a size is 1073741824 at most",
        "write 0 4                | FAIL write: there is no data",
        "write 0 0x40000001 0x00  | FAIL a size is 1073741824 at most",
        "write 0 1 0x             | ERR invalid argument size",
        "write 0 1 0xzz           | FAIL the data has something else than hexadecimal digits",
        "b64write 0 1 ====        | FAIL the data is not base64",
        "clock_step               | FAIL there is no timer to go on to",
        "clock_step 0             | FAIL time does not go on",
        "clock_step -5            | FAIL time does not go on",
        "clock_step 5             | OK 5",
        "clock_set 7              | OK 7",
        "clock_set -1             | FAIL 0",
        "irq_intercept_in /x      | FAIL Unknown device",
        "irq_intercept_out /plic  | FAIL No intercepts installed",
        "irq_intercept_in /plic   | OK",
        "set_irq_in /x unnamed-gpio-in 1 1     | FAIL Unknown device",
        "set_irq_in /plic named 1 1            | FAIL no line has a name; say unnamed-gpio-in",
        "set_irq_in /plic unnamed-gpio-in 96 1 | FAIL there is no such line",
        "set_irq_in /plic unnamed-gpio-in 0x100000001 1 | FAIL there is no such line",
        "set_irq_in /plic unnamed-gpio-in 1    | FAIL set_irq_in: too few words",
      })
  void answers(String line, String answer) throws Exception {
    byte[] bytes = HexFormat.of().parseHex("1122334455667788");
    System.arraycopy(bytes, 0, bench.memory, 0, bytes.length);
    assertThat(ask(line).strip()).isEqualTo(answer.strip());
  }

  @Test
  void writesAndFills() throws Exception {
    assertThat(ask("writeb 0 0x1ff")).isEqualTo("OK");
    assertThat(ask("writew 2 0x1122")).isEqualTo("OK");
    assertThat(ask("writel 4 -1")).isEqualTo("OK");
    assertThat(ask("writeq 8 0x0102030405060708")).isEqualTo("OK");
    assertThat(ask("read 0 16")).isEqualTo("OK 0xff002211ffffffff0807060504030201");
    assertThat(bench.log).hasSize(4);
    assertThat(ask("memset 0 3 0x1aa")).isEqualTo("OK");
    assertThat(ask("write 4 6 0x1234567")).isEqualTo("OK");
    assertThat(ask("read 0 12")).isEqualTo("OK 0xaaaaaa11123456000000" + "0605".substring(0, 4));
    assertThat(ask("write 0 2 0xdeadbeef more words")).isEqualTo("OK");
    assertThat(ask("read 0 3")).isEqualTo("OK 0xdeadaa");
  }

  @Test
  void base64ThatIsTooShortLeavesTheRestAlone() throws Exception {
    Arrays.fill(bench.memory, 0, 8, (byte) 9);
    assertThat(ask("b64write 0 6 AAEC")).isEqualTo("OK");
    assertThat(ask("read 0 4")).isEqualTo("OK 0x00010209");
    assertThat(ask("b64write 0 1 /////w==")).isEqualTo("OK");
    assertThat(ask("read 0 2")).isEqualTo("OK 0xff01");
  }

  @Property(tries = 50)
  void rangesComeBackInBothEncodings(
      @ForAll @Size(min = 1, max = 100) byte[] seed, @ForAll @IntRange(min = 1, max = 3000) int n)
      throws Exception {
    var bytes = new byte[n * 67];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) (seed[k % seed.length] + k);
    }
    String hex = HexFormat.of().formatHex(bytes);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    assertThat(ask("write 0 %d 0x%s".formatted(bytes.length, hex))).isEqualTo("OK");
    assertThat(ask("b64read 0 " + bytes.length)).isEqualTo("OK " + base64);
    Arrays.fill(bench.memory, (byte) 0);
    assertThat(ask("b64write 0 %d %s".formatted(bytes.length, base64))).isEqualTo("OK");
    assertThat(ask("read 0 " + bytes.length)).isEqualTo("OK 0x" + hex);
  }

  @Property
  void everyLineIsAnsweredWithOne(@ForAll List<@IntRange(min = 32, max = 126) Integer> line)
      throws Exception {
    var text = new StringBuilder();
    line.forEach(c -> text.append((char) c.intValue()));
    String answer = ask(text.toString());
    assertThat(answer).doesNotContain("\n");
    assertThat(answer.split(" ", 2)[0]).isIn("OK", "FAIL", "ERR");
  }

  @Test
  void timeGoesToTheNextTimer() throws Exception {
    bench.deadlines.addAll(List.of(100L, 70L));
    assertThat(ask("clock_step")).isEqualTo("OK 70");
    assertThat(ask("clock_step")).isEqualTo("OK 100");
    assertThat(ask("clock_set 50")).isEqualTo("FAIL 100");
    bench.broken = true;
    assertThat(ask("clock_step 10")).isEqualTo("FAIL time does not go on");
    assertThat(ask("clock_step 0x7fffffffffffffff")).isEqualTo("FAIL time does not go on");
  }

  @Test
  void newsOfLinesComeBeforeTheAnswerAndOnlyOfChanges() throws Exception {
    assertThat(ask("irq_intercept_in /plic")).isEqualTo("OK");
    assertThat(ask("irq_intercept_in /plic")).isEqualTo("OK");
    assertThat(ask("irq_intercept_in /other")).isEqualTo("FAIL IRQ intercept already enabled");
    String drive = "set_irq_in /plic unnamed-gpio-in ";
    assertThat(ask(drive + "10 0")).isEqualTo("OK");
    assertThat(ask(drive + "10 1")).isEqualTo("IRQ raise 10\nOK");
    assertThat(ask(drive + "10 -1")).isEqualTo("OK");
    assertThat(ask(drive + "10 0")).isEqualTo("IRQ lower 10\nOK");
    conversation.end();
    assertThat(bench.watchers).isEmpty();
  }

  @Test
  void withoutABenchOnlyWhatNeedsNoneIsAnswered() throws Exception {
    var without = new RequestReader(conversation(Optional.empty()));
    assertThat(ask(without, "endianness")).isEqualTo("OK little");
    List<String> rest = new ArrayList<>();
    for (String line : List.of("readb 0", "clock_step", "write 0 1 0x12", "irq_intercept_in a")) {
      rest.add(ask(without, line));
    }
    assertThat(rest).containsOnly("FAIL there is no machine that tests drive; use -accel qtest");
  }

  @Test
  void aBugIsAnsweredToo() throws Exception {
    bench.broken = true;
    assertThat(ask("readb 0")).isEqualTo("FAIL internal error");
    assertThat(ask("x".repeat(5000))).isEqualTo("FAIL a line without data has 4096 bytes at most");
  }
}
