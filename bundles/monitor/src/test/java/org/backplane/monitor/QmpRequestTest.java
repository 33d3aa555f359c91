package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a request, and what is answered to anything else. */
class QmpRequestTest {

  private static final int MIB = 1 << 20;

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void negotiate() throws Exception {
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1 ",
        "'x'",
        "null ",
        "{}",
        "{'execute':1}",
        "{'execute':null}",
        "{'execute':'query-status','exec-oob':'query-status'}",
        "{'execute':'query-status','more':1}",
        "{'execute':'query-status','arguments':[]}",
        "{'execute':'query-status','arguments':null}",
        "{'exec-oob':'query-status'}",
        "{'execute':'qom-list'}",
        "{'execute':'qom-list','arguments':{'path':'/','more':1}}",
        "{'execute':'qom-list','arguments':{'path':1}}",
        "{'execute':'qom-list','arguments':{'path':null}}",
        "{'execute':'query-status','arguments':{'x':1}}",
        "}",
        "]",
        "nonsense ",
        "{'a':1,}",
        "{'a' 1}",
        "{'a':1,'a':2}",
        "'\\q'",
        "1e400 ",
        "\u0000",
        "\u001b",
      })
  void refusesWhatIsNoRequest(String input) throws Exception {
    Map<String, Object> reply = Stage.ask(peer, input + "\n");

    assertThat(errorClass(reply)).isEqualTo("GenericError");
    assertThat(reply).doesNotContainKey("id");
    assertStillServes();
  }

  @Test
  void refusesInvalidUtf8() throws Exception {
    peer.send(new byte[] {'\'', (byte) 0xc0, (byte) 0x80, '\'', '\n'});

    assertThat(errorClass(peer.message())).isEqualTo("GenericError");
    assertStillServes();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'execute':'nope','id':7}                               | CommandNotFound",
        "{'execute':'query-status','more':1,'id':7}              | GenericError",
        "{'execute':5,'id':7}                                    | GenericError",
        "{'execute':'qom-list','id':7}                           | GenericError",
        "{'execute':'qom-list','arguments':{'path':'/no'},'id':7} | DeviceNotFound",
        "{'exec-oob':'query-status','id':7}                      | GenericError",
      })
  void echoesTheIdOnErrors(String input, String errorClass) throws Exception {
    Map<String, Object> reply = Stage.ask(peer, input);

    assertThat(errorClass(reply)).isEqualTo(errorClass);
    assertThat(reply).containsEntry("id", 7L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null                   | null",
        "18446744073709551615   | 18446744073709551615",
        "-9223372036854775808   | -9223372036854775808",
        "{'a':[1,{'b':'\u00e9'}]} | {\"a\":[1,{\"b\":\"\\u00E9\"}]}",
        "'x'                    | \"x\"",
        "1.0                    | 1",
        "1e3                    | 1000",
        "0.1                    | 0.10000000000000001",
      })
  void echoesAnyIdVerbatim(String id, String echoed) throws Exception {
    peer.send("{'execute':'query-status','id':" + id + "}");

    assertThat(peer.line()).endsWith(",\"id\":" + echoed + "}");
  }

  @Test
  void answersBackToBackRequestsInOrder() throws Exception {
    var requests = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      requests.append("{'execute':'query-status','id':").append(i).append('}');
    }
    peer.send(requests.toString());

    for (long i = 0; i < 50; i++) {
      assertThat(peer.message()).containsEntry("id", i);
    }
  }

  @Test
  void readsARequestByteByByte() throws Exception {
    for (byte b : "\r\n{ 'execute' :\n'query-name'\r\n}".getBytes(StandardCharsets.UTF_8)) {
      peer.send(new byte[] {b});
    }

    assertThat(peer.message()).containsEntry("return", Map.of("name", "vm1"));
  }

  @Test
  void takesAbsentArgumentsForEmptyOnes() throws Exception {
    assertThat(Stage.ask(peer, "{'execute':'query-kvm'}"))
        .isEqualTo(Stage.ask(peer, "{'execute':'query-kvm','arguments':{}}"));
  }

  @Test
  void namesTheNearestCommand() throws Exception {
    assertThat(description(Stage.ask(peer, "{'execute':'query-statu'}"))).contains("did you mean");
  }

  @Test
  void survivesTenThousandLevels() throws Exception {
    peer.send("[".repeat(10_000) + "]".repeat(10_000) + "\n");
    peer.send("\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    String marker = "{'execute':'query-name','id':'marker'}";
    peer.send(marker);

    Map<String, Object> reply = peer.message();
    assertThat(errorClass(reply)).isEqualTo("GenericError");
    while (!"marker".equals(reply.get("id"))) {
      assertThat(errorClass(reply)).isEqualTo("GenericError");
      reply = peer.message();
    }
  }

  @Test
  void survivesAHugeToken() throws Exception {
    byte[] part = "x".repeat(MIB).getBytes(StandardCharsets.UTF_8);
    peer.send("{'execute':'");
    for (int i = 0; i < 100; i++) {
      peer.send(part);
    }
    peer.send("'}\n");

    assertThat(errorClass(peer.message())).isEqualTo("GenericError");
    peer.send(new byte[] {(byte) 0xff});
    peer.send("{'execute':'query-name','id':'marker'}");
    Map<String, Object> reply = peer.message();
    while (!"marker".equals(reply.get("id"))) {
      reply = peer.message();
    }
  }

  @Test
  void doesNotRepeatAHugeName() throws Exception {
    peer.send("{'execute':'" + "x".repeat(MIB) + "'}");

    assertThat(peer.line()).hasSizeLessThan(300);
  }

  @Test
  void survivesACommandThatBreaks() throws Exception {
    Map<String, Object> reply =
        Stage.ask(
            peer,
            "{'execute':'object-add','arguments':{'qom-type':'rng-builtin','id':'broken'},'id':1}");

    assertThat(errorClass(reply)).isEqualTo("GenericError");
    assertThat(description(reply)).doesNotContain("IllegalState");
    assertThat(reply).containsEntry("id", 1L);
    assertStillServes();
  }

  private void assertStillServes() throws Exception {
    peer.send(new byte[] {(byte) 0xff});
    assertThat(errorClass(peer.message())).isEqualTo("GenericError");
    assertThat(Stage.ask(peer, "{'execute':'query-name'}")).containsKey("return");
  }

  private static String errorClass(Map<String, Object> reply) {
    return String.valueOf(error(reply).get("class"));
  }

  private static String description(Map<String, Object> reply) {
    return String.valueOf(error(reply).get("desc"));
  }

  private static Map<?, ?> error(Map<String, Object> reply) {
    assertThat(reply).containsKey("error");
    return (Map<?, ?>) reply.get("error");
  }
}
