package org.backplane.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.backplane.api.http.Page.Answer;
import org.backplane.api.machine.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.ServiceReference;

class PagesTest {

  private static HealthCheckExecutionResult result(String name, Status status, String message) {
    var reference =
        (ServiceReference<?>)
            Proxy.newProxyInstance(
                PagesTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (_, method, arguments) ->
                    switch (method.getName()) {
                      case "getProperty" ->
                          switch ((String) arguments[0]) {
                            case "hc.name" -> name;
                            case "service.id" -> 1L;
                            default -> null;
                          };
                      case "toString" -> name;
                      default -> null;
                    });
    var metadata = new HealthCheckMetadata(reference);
    return new HealthCheckExecutionResult() {
      @Override
      public Result getHealthCheckResult() {
        return new Result(status, message);
      }

      @Override
      public long getElapsedTimeInMs() {
        return 1;
      }

      @Override
      public Date getFinishedAt() {
        return new Date(0);
      }

      @Override
      public boolean hasTimedOut() {
        return false;
      }

      @Override
      public HealthCheckMetadata getHealthCheckMetadata() {
        return metadata;
      }
    };
  }

  private static Answer health(HealthCheckExecutionResult... results) {
    HealthCheckExecutor executor =
        Fakes.service(HealthCheckExecutor.class, Map.of("execute", _ -> List.of(results)));
    return new HealthPage(executor).answer("/health", "");
  }

  @ParameterizedTest
  @CsvSource({
    "OK, 200, ok",
    "WARN, 200, warn",
    "TEMPORARILY_UNAVAILABLE, 503, temporarily-unavailable",
    "CRITICAL, 503, critical",
    "HEALTH_CHECK_ERROR, 503, health-check-error"
  })
  void theWorstCheckIsTheStatus(Status worst, int status, String word) {
    Answer answer = health(result("b", worst, "why \"so\""), result("a", Status.OK, "fine"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text())
        .contains("\"status\": \"" + word + "\"")
        .contains("\"why \\\"so\\\"\"");
    assertThat(answer.text().indexOf("\"a\"")).isLessThan(answer.text().indexOf("\"b\""));
  }

  @Test
  void withoutChecksAllIsWell() {
    assertThat(health().status()).isEqualTo(200);
  }

  @Test
  void aHostIsReadyWithItsMachine() {
    var probes = new ProbePages();
    assertThat(probes.answer("/health/live", "").status()).isEqualTo(200);
    assertThat(probes.answer("/health/ready", "").status()).isEqualTo(503);
    assertThat(probes.answer("/health/ready", "").text()).isEqualTo("{\"status\":\"starting\"}\n");
    var machine = Fakes.machine(RunState.PAUSED);
    probes.bindMachine(machine);
    assertThat(probes.answer("/health/ready", "").status()).isEqualTo(200);
    assertThat(probes.answer("/health/ready", "").text()).isEqualTo("{\"status\":\"paused\"}\n");
    probes.unbindMachine(machine);
  }

  @ParameterizedTest
  @CsvSource({
    "PRELAUNCH, 200",
    "RUNNING, 200",
    "PAUSED, 200",
    "DEBUG, 200",
    "SHUTDOWN, 503",
    "INTERNAL_ERROR, 503"
  })
  void aHostIsReadyWhileItsMachineCanGoOn(RunState state, int status) {
    var probes = new ProbePages();
    probes.bindMachine(Fakes.machine(state));
    assertThat(probes.answer("/health/ready", "").status()).isEqualTo(status);
    assertThat(probes.answer("/health/ready", "").text()).contains(state.wireName());
    assertThat(probes.answer("/health/live", "").status()).isEqualTo(200);
  }
}
