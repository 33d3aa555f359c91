package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.backplane.monitor.fake.FakeRegistry;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes into a ring buffer comes out of it, over QMP and HMP. */
class RingBuffersTest {

  private static final Map<String, Object> DONE = Map.of("return", Map.of());

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void makeARing() throws Exception {
    peer = stage.negotiated();
    ask("chardev-add", "{'id':'r0','backend':{'type':'ringbuf','data':{}}}");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Map<String, Object> ask(String command, String arguments) throws Exception {
    return Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
  }

  private Map<String, Object> write(String data, String format) throws Exception {
    return ask("ringbuf-write", "{'device':'r0','data':'" + data + "','format':'" + format + "'}");
  }

  private Object read(long size, String format) throws Exception {
    return ask("ringbuf-read", "{'device':'r0','size':" + size + ",'format':'" + format + "'}")
        .get("return");
  }

  @Test
  void anEmptyRingReadsAsEmptyText() throws Exception {
    assertThat(read(10, "utf8")).isEqualTo("");
    assertThat(read(10, "base64")).isEqualTo("");
  }

  @Test
  void aRingThatGoesAtThisMomentIsToldOf() throws Exception {
    ask(
        "chardev-add",
        "{'id':'" + FakeRegistry.ENDED_ID + "','backend':{'type':'ringbuf','data':{}}}");
    for (var answer :
        List.of(
            ask("ringbuf-read", "{'device':'" + FakeRegistry.ENDED_ID + "','size':1}"),
            ask("ringbuf-write", "{'device':'" + FakeRegistry.ENDED_ID + "','data':'x'}"))) {
      assertThat(answer.get("error"))
          .isEqualTo(
              Map.of(
                  "class",
                  "DeviceNotActive",
                  "desc",
                  "chardev 'ended': it went at this very moment; try again if it returns"));
    }
  }

  @Test
  void readsTheOldestBytesFirst() throws Exception {
    assertThat(ask("ringbuf-write", "{'device':'r0','data':'grün'}")).isEqualTo(DONE);
    assertThat(write("IQ==", "base64")).isEqualTo(DONE);

    assertThat(read(2, "utf8")).isEqualTo("gr");
    assertThat(read(100, "utf8")).isEqualTo("ün!");
  }

  @Test
  void bytesThatAreNoTextReadAsReplacements() throws Exception {
    write("Qf9C", "base64");
    assertThat(read(10, "utf8")).isEqualTo("A\ufffdB");

    write("Qf9C", "base64");
    assertThat(read(10, "base64")).isEqualTo("Qf9C");
  }

  @Test
  void readsMoreThanOneChunkAndStopsAtItsLimit() throws Exception {
    int bytes = 5 << 20;
    write(Base64.getEncoder().encodeToString(new byte[bytes]), "base64");

    assertThat(size(read(100_000, "base64"))).isEqualTo(100_000);
    int most = size(read(Long.MAX_VALUE, "base64"));
    assertThat(most).isEqualTo(4 << 20);
    assertThat(size(read(bytes, "base64"))).isEqualTo(bytes - 100_000 - most);
  }

  private static int size(Object base64) {
    return Base64.getDecoder().decode((String) base64).length;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ringbuf-read  | {'device':'nope','size':1}",
        "ringbuf-read  | {'device':'qmp0','size':1}",
        "ringbuf-read  | {'device':'r0','size':0}",
        "ringbuf-read  | {'device':'r0','size':-1}",
        "ringbuf-read  | {'device':'r0','size':1.5}",
        "ringbuf-read  | {'device':'r0'}",
        "ringbuf-read  | {'device':'r0','size':1,'format':'hex'}",
        "ringbuf-write | {'device':'nope','data':'x'}",
        "ringbuf-write | {'device':'qmp0','data':'x'}",
        "ringbuf-write | {'device':'r0'}",
        "ringbuf-write | {'device':'r0','data':'*','format':'base64'}",
        "ringbuf-write | {'device':'r0','data':'QUJ','format':'base64!'}",
        "ringbuf-write | {'device':'r0','data':'x','format':'UTF8'}",
      })
  void refuses(String command, String arguments) throws Exception {
    assertThat(ask(command, arguments).get("error")).asString().contains("class=GenericError");
  }

  @Test
  void aRefusedReadTakesNothing() throws Exception {
    write("kept", "utf8");
    ask("ringbuf-read", "{'device':'r0','size':4,'format':'hex'}");

    assertThat(read(10, "utf8")).isEqualTo("kept");
  }

  @Test
  void peopleWriteAndRead() throws Exception {
    ScriptedPeer person = stage.person();

    assertThat(Stage.type(person, "ringbuf_write r0 hello")).isEmpty();
    assertThat(Stage.type(person, "ringbuf_write r0 \" big world\\n.\"")).isEmpty();
    assertThat(Stage.type(person, "ringbuf_read r0 5")).isEqualTo("hello\r\n");
    assertThat(Stage.type(person, "ringbuf_read r0 100")).isEqualTo(" big world\r\n.\r\n");
    assertThat(Stage.type(person, "ringbuf_read r0 100")).isEqualTo("\r\n");
    assertThat(Stage.type(person, "ringbuf_read r0 0")).startsWith("Error: chardev 'r0': size 0");
    assertThat(Stage.type(person, "ringbuf_read r0 x")).startsWith("Error: ringbuf_read: ");
    assertThat(Stage.type(person, "ringbuf_read qmp0 1"))
        .startsWith("Error: chardev 'qmp0': it is");
    assertThat(Stage.type(person, "ringbuf_write r0 a b")).contains("more words than it takes");
  }

  @Test
  void aTerminalIsNotToActOnWhatItShows() throws Exception {
    write("YRtbMmpcDWIA", "base64"); // a ESC [2j \ CR b NUL

    assertThat(Stage.type(stage.person(), "ringbuf_read r0 100"))
        .isEqualTo("a\\u001B[2j\\\\\\u000Db\\u0000\r\n");
  }
}
