package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.session.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are no longer than there is room for, and whoever sends longer ones goes on. */
class LimitsTest {

  private static final int FREE = 64 << 10;
  private static final int ROOM = 1 << 20;

  /** A text that takes about half of the room while it is read: eight times its length. */
  private static final int LONG = FREE + ROOM / 16;

  /** Elements of an array that take about half of the room, three tokens each, however short. */
  private static final int MANY = ROOM / 2 / 64 / 3;

  private final Stage stage = new Stage(new Limits(16, FREE, ROOM, 8, 4 << 20, 16, 1 << 20, 256));

  @AfterEach
  void close() {
    stage.close();
  }

  private ScriptedPeer negotiated() throws Exception {
    ScriptedPeer peer = stage.stranger();
    Stage.ask(peer, "{'execute':'qmp_capabilities'}");
    return peer;
  }

  private static String request(int bytes) {
    return "{'execute':'qom-list','arguments':{'path':'" + "x".repeat(bytes) + "'}}\n";
  }

  private static Object errorClass(Map<String, Object> reply) {
    return ((Map<?, ?>) reply.getOrDefault("error", Map.of("class", "none"))).get("class");
  }

  private long used() throws Exception {
    ScriptedPeer peer = negotiated();
    var told = (Map<?, ?>) Stage.ask(peer, "{'execute':'x-query-monitor-limits'}").get("return");
    peer.hangUp();
    return (long) told.get("shared-bytes-used");
  }

  @Test
  void aMessageBeforeTheNegotiationIsShort() throws Exception {
    ScriptedPeer peer = stage.stranger();

    assertThat(Stage.ask(peer, request(FREE - 100)).toString()).contains("CommandNotFound");
    assertThat(Stage.ask(peer, request(FREE)).toString())
        .contains("GenericError")
        .contains("before the negotiation");
    assertThat(Stage.ask(peer, "{'execute':'qmp_capabilities'}")).containsKey("return");
    assertThat(errorClass(Stage.ask(peer, request(FREE)))).isEqualTo("DeviceNotFound");
  }

  @Test
  void aMessageThatIsTooLongIsOneErrorHoweverLongItIs() throws Exception {
    ScriptedPeer peer = negotiated();

    assertThat(Stage.ask(peer, "[" + "1,".repeat(2 * ROOM) + "1]\n").toString())
        .contains("no room");
    assertThat(Stage.ask(peer, "{'execute':'query-name'}")).containsKey("return");
    assertThat(used()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\u001b", "\u0000"})
  void whatEndsAMessageEndsTheRestOfALongOne(String end) throws Exception {
    ScriptedPeer peer = stage.stranger();
    peer.send("{'execute':'" + "x".repeat(3 * FREE)).message();

    assertThat(Stage.ask(peer, "'}}}]" + end + "{'execute':'qmp_capabilities'}"))
        .containsKey("return");
  }

  @Test
  void clientsShareTheRoom() throws Exception {
    ScriptedPeer first = negotiated();
    ScriptedPeer second = negotiated();
    first.send("{'execute':'" + "x".repeat(LONG + ROOM / 64));
    assertThat(used()).isPositive();

    assertThat(errorClass(Stage.ask(second, request(LONG)))).isEqualTo("GenericError");
    assertThat(Stage.ask(second, "{'execute':'query-name'}")).containsKey("return");

    assertThat(errorClass(Stage.ask(first, "'}"))).isEqualTo("CommandNotFound");
    assertThat(used()).isZero();
    assertThat(errorClass(Stage.ask(second, request(LONG)))).isEqualTo("DeviceNotFound");
  }

  /** A short text may become many objects: each of its tokens takes room before there is one. */
  @Test
  void whatBecomesOfAMessageTakesRoomToo() throws Exception {
    ScriptedPeer first = negotiated();
    ScriptedPeer second = negotiated();
    first.send("{'execute':'x','arguments':{'a':[" + "{},".repeat(MANY));
    assertThat(used()).isGreaterThan(ROOM / 4);

    String many = "{'execute':'query-name','arguments':{'a':[" + "{},".repeat(2 * MANY) + "1]}}\n";
    assertThat(many).hasSizeLessThan(FREE);
    assertThat(Stage.ask(second, many).toString()).contains("GenericError", "no room");
    assertThat(Stage.ask(second, "{'execute':'query-name'}")).containsKey("return");

    assertThat(errorClass(Stage.ask(first, "1]}}"))).isEqualTo("CommandNotFound");
    assertThat(used()).isZero();
  }

  @Test
  void aMessageBeforeTheNegotiationHasFewTokens() throws Exception {
    ScriptedPeer peer = stage.stranger();

    assertThat(Stage.ask(peer, "[" + "1,".repeat(FREE / 64) + "1]\n").toString())
        .contains("GenericError", "before the negotiation", "1024 tokens");
    assertThat(Stage.ask(peer, "{'execute':'qmp_capabilities'}")).containsKey("return");
  }

  @Test
  void aClientThatLeavesGivesItsRoomBack() throws Exception {
    ScriptedPeer first = negotiated();
    first.send("{'execute':'" + "x".repeat(LONG));
    assertThat(used()).isPositive();

    first.hangUp();

    long end = System.nanoTime() + 20_000_000_000L;
    while (used() > 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void blanksBetweenMessagesAreFree() throws Exception {
    ScriptedPeer peer = stage.stranger();

    assertThat(Stage.ask(peer, " \n".repeat(2 * FREE) + "{'execute':'qmp_capabilities'}"))
        .containsKey("return");
  }

  @Test
  void theLimitsAreTold() throws Exception {
    assertThat(Stage.ask(negotiated(), "{'execute':'x-query-monitor-limits'}"))
        .containsEntry(
            "return",
            Map.of(
                "clients", 16L,
                "free-bytes", (long) FREE,
                "shared-bytes", (long) ROOM,
                "shared-bytes-used", 0L,
                "requests", 8L,
                "request-bytes", 4L << 20,
                "replies", 16L,
                "reply-bytes", 1L << 20,
                "events", 256L));
  }
}
