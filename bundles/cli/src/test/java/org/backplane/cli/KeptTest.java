package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.cli.HostOptions.MonitorRequest;
import org.junit.jupiter.api.Test;

class KeptTest {

  private final FakeHost host = new FakeHost();
  private final Kept<Monitors> kept =
      Kept.monitors(
          List.of(
              new MonitorRequest("a", Mode.CONTROL, true),
              new MonitorRequest("b", Mode.READLINE, false)));

  @Test
  void comeAgainWithTheirBundle() throws Exception {
    for (int time = 0; time < 3; time++) {
      Monitors service = host.monitors();
      host.steps.clear();

      kept.came(service);
      kept.requireOpen();
      kept.gone(service);
      kept.gone(service);

      assertThat(host.steps)
          .containsExactly(
              "monitor a CONTROL", "monitor b READLINE", "close monitor b", "close monitor a");
    }
  }

  @Test
  void changeOverWhenTheOneThatServesGoes() {
    Monitors first = host.monitors();
    Monitors second = host.monitors();
    kept.came(first);
    kept.came(second);
    assertThat(host.steps).containsExactly("monitor a CONTROL", "monitor b READLINE");
    host.steps.clear();

    kept.gone(first);
    assertThat(host.steps)
        .containsExactly(
            "close monitor b", "close monitor a", "monitor a CONTROL", "monitor b READLINE");
  }

  @Test
  void aSpareOneThatGoesChangesNothing() {
    Monitors spare = host.monitors();
    kept.came(host.monitors());
    host.steps.clear();

    kept.came(spare);
    kept.gone(spare);
    assertThat(host.steps).isEmpty();
  }

  @Test
  void oneThatIsRefusedDoesNotKeepTheOthers() throws Exception {
    host.refused = "monitor a CONTROL";
    Monitors service = host.monitors();
    kept.came(service);

    assertThatThrownBy(kept::requireOpen).isInstanceOf(BackplaneException.class);
    assertThat(host.steps).containsExactly("monitor b READLINE");
    kept.gone(service);
    assertThat(host.steps).endsWith("close monitor b");

    host.refused = "";
    kept.came(host.monitors());
    kept.requireOpen();
  }
}
