package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.chardev.Yankable;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that hang are cut. */
class YankTest {

  private final Stage stage = new Stage();
  private final Line first = new Line();
  private final Line second = new Line();
  private ScriptedPeer peer;

  /** A device that counts how often it is cut. */
  private static final class Line implements Yankable {
    private final AtomicInteger cuts = new AtomicInteger();

    @Override
    public void yank() {
      cuts.incrementAndGet();
    }

    @Override
    public void attach(FrontEnd front) {}

    @Override
    public void detach(FrontEnd front) {}

    @Override
    public void sendBreak() {}

    @Override
    public String filename() {
      return "line";
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void connect() throws Exception {
    stage.around.chardevs().add("a", first);
    stage.around.chardevs().add("b", second);
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Map<String, Object> yank(String instances) throws Exception {
    return Stage.ask(peer, "{'execute':'yank','arguments':{'instances':[" + instances + "]}}");
  }

  @Test
  void whatCanBeCutIsListed() throws Exception {
    assertThat(Stage.ask(peer, "{'execute':'query-yank'}").get("return"))
        .isEqualTo(
            List.of(Map.of("type", "chardev", "id", "a"), Map.of("type", "chardev", "id", "b")));

    stage.around.chardevs().remove("a", first);
    assertThat(Stage.ask(peer, "{'execute':'query-yank'}").get("return"))
        .isEqualTo(List.of(Map.of("type", "chardev", "id", "b")));
  }

  @Test
  void cutsThoseThatAreNamed() throws Exception {
    assertThat(yank("{'type':'chardev','id':'b'}")).containsKey("return");

    assertThat(first.cuts).hasValue(0);
    assertThat(second.cuts).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'chardev','id':'nope'}   | DeviceNotFound",
        "{'type':'chardev','id':'qmp0'}   | DeviceNotFound",
        "{'type':'migration'}             | GenericError",
        "{'type':'chardev'}               | GenericError",
        "{'type':'chardev','id':'b','x':1} | GenericError",
        "1                                | GenericError",
      })
  void cutsAllOrNone(String bad, String errorClass) throws Exception {
    Map<String, Object> reply = yank("{'type':'chardev','id':'a'}," + bad);

    assertThat(((Map<?, ?>) reply.get("error")).get("class")).isEqualTo(errorClass);
    assertThat(first.cuts).hasValue(0);
    assertThat(second.cuts).hasValue(0);
  }

  @Test
  void overtakesWhatHangs() throws Exception {
    ScriptedPeer other = stage.greeted();
    Stage.ask(other, "{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}");
    other.send(
        "{'execute':'object-add','id':1,'arguments':{'qom-type':'memory-backend-ram','id':'slow','size':1}}");
    stage.registry.awaitSlow();

    assertThat(
            Stage.ask(
                other,
                "{'exec-oob':'yank','id':2,'arguments':{'instances':[{'type':'chardev','id':'a'}]}}"))
        .containsEntry("id", 2L);
    assertThat(first.cuts).hasValue(1);
  }
}
