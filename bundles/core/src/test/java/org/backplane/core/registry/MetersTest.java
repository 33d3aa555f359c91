package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.junit.jupiter.api.Test;

/** What the registry measures of every object. */
class MetersTest extends RegistryRig {

  @Test
  void anObjectIsMeasuredFromItsMakingToItsEnd() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertThat(measured().path()).isEqualTo("/objects/t0");
    assertThat(measured().target()).isEqualTo(Measured.Target.OBJECT);
    assertThat(measured().metrics().latency("creation-latency").snapshot().count()).isEqualTo(1);
    assertThat(measured().metrics().counter("code-exchanges").value()).isZero();
    registry.remove(T0);
    assertThat(framework.measured).isEmpty();
  }

  @Test
  void changesAreTimed() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.set(T0, "level", new RawValue.Words(List.of("7")), Dialect.COMMAND_LINE);
    assertThat(measured().metrics().latency("change-latency").snapshot().count()).isEqualTo(1);
  }

  @Test
  void numbersGoOnOverAnExchange() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.withdraw(backend, reference);
    assertThat(framework.measured).hasSize(1);
    registry.offer(new TestBackend("test"), framework.reference(0, "1.0.1"));
    awaitPhase(Phase.REALIZED);
    var metrics = measured().metrics();
    assertThat(metrics.counter("code-exchanges").value()).isEqualTo(1);
    assertThat(metrics.latency("detached-time").snapshot().count()).isEqualTo(1);
    assertThat(metrics.latency("creation-latency").snapshot().count()).isEqualTo(2);
    assertThat(metrics.counter("code-failures").value()).isZero();
  }

  @Test
  void codeThatFailsToTakeOverIsCounted() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            throw new InvalidRequestException("", "broken on purpose", "");
          }
        };
    registry.offer(broken, framework.reference(1, "2.0.0"));
    awaitTrue(() -> measured().metrics().counter("code-failures").value() == 1);
  }

  @Test
  void aNameThatTheTypeTookIsItsOwn() {
    var type =
        new TypeDescription("t", "p", Container.OBJECTS, "s", List.of())
            .measuring(
                MetricDescription.gauge("creation-latency", MetricDescription.Unit.COUNT, "g"));
    assertThat(CommonMetrics.besides(type))
        .extracting(MetricDescription::name)
        .doesNotHaveDuplicates()
        .contains("creation-latency", "change-latency");
    var shown = Metrics.of(CommonMetrics.besides(type));
    new CommonMetrics(shown).creation().record(1);
    assertThat(shown.gauge("creation-latency").value()).isZero();
    assertThatThrownBy(() -> shown.latency("creation-latency"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Measured measured() {
    assertThat(framework.measured).hasSize(1);
    return framework.measured.getFirst();
  }
}
