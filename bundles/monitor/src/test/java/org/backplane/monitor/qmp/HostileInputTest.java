package org.backplane.monitor.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;
import org.backplane.monitor.command.Command;
import org.backplane.monitor.command.CommandTable;
import org.backplane.monitor.command.Signature;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.fake.FakeParser;
import org.backplane.monitor.observe.Observer;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.session.Output;
import org.backplane.monitor.session.TextBudget;

/** Whatever a peer sends, each reply is well-formed, and a resynchronised request is served. */
class HostileInputTest {

  private final List<String> replies = new ArrayList<>();
  private QmpDialogue dialogue = dialogue();

  private final class Collected implements Output {
    @Override
    public void reply(String text) {
      replies.add(text);
    }

    @Override
    public void replyAtOnce(String text) {
      replies.add(text);
    }

    @Override
    public void event(String text) {}

    @Override
    public boolean flush(Duration deadline) {
      return true;
    }
  }

  private static final long ROOM = 256 << 20;

  private QmpDialogue dialogue() {
    return new QmpDialogue(new Collected(), offer(), false, 64 << 10, Observer.unheard());
  }

  private static QmpDialogue.Offer offer() {
    var ping = Command.query(Signature.of("ping", "answers"), Form.TEXT, _ -> "pong").outOfBand();
    var burst =
        Command.action(
            Signature.of("burst", "takes all memory"),
            _ -> {
              throw new OutOfMemoryError("a test");
            });
    var table =
        new CommandTable(List.of(() -> List.of(ping, burst)), List.of(Negotiation.SIGNATURE));
    return new QmpDialogue.Offer(
        table, new Version("0"), new FakeParser(), new Present<>(), new TextBudget(() -> ROOM));
  }

  /** One instance serves all tries. */
  @BeforeTry
  void connect() {
    replies.clear();
    dialogue = dialogue();
  }

  private void send(byte[] bytes) {
    dialogue.read(ByteBuffer.wrap(bytes), (request, _) -> request.run());
  }

  private void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> almostRequests() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "'",
            "\"",
            "\\",
            "'execute'",
            "'id'",
            "'arguments'",
            "'ping'",
            "'qmp_capabilities'",
            "'exec-oob'",
            "1",
            "-",
            "1e999",
            "null",
            "true",
            " ",
            "\n",
            "\u0000",
            "\u00e9",
            "{'execute':'ping','id':",
            "{'exec-oob':'ping','id':7}",
            "{'exec-oob':'burst'}",
            "{'execute':'qmp_capabilities'," + "'arguments':{'enable':['oob']}}")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Property
  void servesAfterAlmostRequests(@ForAll("almostRequests") String input) throws JsonException {
    send(input);
    assertServes();
  }

  @Property
  void servesAfterAnyBytes(@ForAll byte[] input) throws JsonException {
    send(input);
    assertServes();
  }

  /** Each such character is six in the reply, and the quotes are two. */
  @Example
  void refusesAnIdThatIsLongInTheReply() throws JsonException {
    String longest = "\u007f".repeat((Incoming.MAX_ID_TEXT - 2) / 6);
    send("{'execute':'ping','id':'" + longest + "'}");
    send("{'execute':'ping','id':'" + longest + "\u007f'}");

    assertThat((Map<?, ?>) JsonReader.parse(replies.getFirst()))
        .matches(map -> longest.equals(map.get("id")));
    assertThat(replies.getLast())
        .contains("GenericError", "choose a shorter one")
        .hasSizeLessThan(200)
        .doesNotContain("\"id\"");
    assertServes();
  }

  @Example
  void saysSoWhenMemoryRunsOut() throws JsonException {
    send("{'execute':'qmp_capabilities'}{'execute':'burst','id':7}");

    assertThat(replies.getLast()).contains("GenericError", "'burst'").contains("\"id\":7");
    assertServes();
  }

  private void assertServes() throws JsonException {
    send(new byte[] {(byte) 0xff, '\n'});
    send("{'execute':'qmp_capabilities'}{'execute':'ping','id':'marker'}");

    for (String reply : replies) {
      assertThat(reply).endsWith("\r\n");
      assertThat((Map<?, ?>) JsonReader.parse(reply))
          .matches(map -> map.containsKey("return") != map.containsKey("error"));
    }
    assertThat(replies.getLast()).isEqualTo("{\"return\":\"pong\",\"id\":\"marker\"}\r\n");
  }
}
