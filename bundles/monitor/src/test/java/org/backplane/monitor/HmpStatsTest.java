package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code info stats} shows. */
class HmpStatsTest {

  private static final MetricDescription REQUESTS =
      MetricDescription.counter("requests", "what was asked for");
  private static final MetricDescription BYTES = MetricDescription.bytes("bytes", "how much");
  private static final MetricDescription OPS =
      MetricDescription.counter("sym-encrypt-ops", "encryptions");

  private final Stage stage = new Stage();
  private ScriptedPeer person;

  @BeforeEach
  void sitDown() throws Exception {
    person = stage.person();
    measure("/objects/rng0", "rng-random", "rng-backend", REQUESTS, BYTES);
    measure("/objects/c0", "cryptodev-backend-builtin", "cryptodev-backend", OPS, REQUESTS);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void measure(String path, String type, String parent, MetricDescription... metrics) {
    stage
        .around
        .measured()
        .add(
            new Measured(Measured.Target.OBJECT, path, type, parent, Metrics.of(List.of(metrics))));
  }

  private String type(String line) throws Exception {
    return Stage.type(person, line).replace("\r\n", "~");
  }

  @Test
  void showsACryptographyBackend() throws Exception {
    assertThat(type("info stats cryptodev"))
        .isEqualTo("provider: cryptodev~    sym-encrypt-ops (cumulative): 0~");
  }

  @Test
  void showsObjects() throws Exception {
    assertThat(type("info stats object"))
        .isEqualTo(
            "provider: backplane~  qom-path: /objects/rng0~"
                + "    requests (cumulative): 0~    bytes (cumulative): 0~"
                + "provider: backplane~  qom-path: /objects/c0~"
                + "    sym-encrypt-ops (cumulative): 0~    requests (cumulative): 0~");
    assertThat(type("info stats object bytes,bytes"))
        .isEqualTo("provider: backplane~  qom-path: /objects/rng0~    bytes (cumulative): 0~");
    assertThat(type("info stats object * kvm")).isEmpty();
  }

  @Test
  void refusesWhatIsNotThere() throws Exception {
    assertThat(type("info stats nope"))
        .isEqualTo(
            "stats: there is no target 'nope'; say vm, vcpu, cryptodev, object, chardev, device,"
                + " monitor~Try 'help info stats'~");
    assertThat(type("info stats object * nope")).startsWith("stats: there is no provider 'nope'");
    assertThat(type("info stats"))
        .isEqualTo("stats: target is missing, a word~Try 'help info stats'~");
  }
}
