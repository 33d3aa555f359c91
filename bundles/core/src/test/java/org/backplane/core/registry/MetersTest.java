package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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

  private static final MetricDescription WORK = MetricDescription.counter("work", "work done");
  private static final MetricDescription FILL =
      MetricDescription.gauge("fill", MetricDescription.Unit.COUNT, "how full");

  /** Code that works, and is told how full it is. */
  private static class Working extends TestBackend {

    Working() {
      super("test");
    }

    @Override
    public TypeDescription description() {
      return super.description().measuring(WORK, FILL);
    }

    @Override
    void beforeReturn(Creation creation) throws BackplaneException {
      creation.metrics().counter("work").increment();
      creation.metrics().gauge("fill").follow(() -> made.isEmpty() ? 0 : fill());
    }

    long fill() {
      return 7;
    }
  }

  /** Newer code that measures other things, and fails. */
  @Test
  void aTakeoverThatFailsKeepsTheNumbersAndIsNoExchange() throws Exception {
    registry.offer(new Working(), reference);
    registry.add(request("test", "t0"));
    Metrics before = measured().metrics();
    before.counter("work").add(41);
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            throw new InvalidRequestException("", "broken on purpose", "");
          }
        };
    registry.offer(broken, framework.reference(1, "2.0.0"));
    awaitTrue(() -> before.latency("creation-latency").snapshot().count() == 2);
    awaitPhase(Phase.REALIZED);
    Metrics after = measured().metrics();
    assertThat(after.counter("work").value()).isEqualTo(43); // made twice
    assertThat(after.counter("code-exchanges").value()).isZero();
    assertThat(after.counter("code-failures").value()).isEqualTo(1);
    assertThat(after.latency("detached-time").snapshot().count()).isEqualTo(1);
  }

  @Test
  void codeThatFailedFirstIsCountedWhenOtherCodeCanDoIt() throws Exception {
    registry.add(configured("test", "t0", Map.of()));
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            throw new InvalidRequestException("", "broken on purpose", "");
          }
        };
    registry.offer(broken, reference);
    awaitPhase(Phase.FAILED);
    registry.offer(new Working(), framework.reference(1, "2.0.0"));
    awaitPhase(Phase.REALIZED);
    assertThat(measured().metrics().counter("code-failures").value()).isEqualTo(1);
    assertThat(measured().metrics().counter("work").value()).isEqualTo(1);
  }

  /** Else the class loader of code that has gone would stay. */
  @Test
  void codeThatGoesTellsNothingAnyMore() throws Exception {
    var told = new AtomicLong(7);
    var working =
        new Working() {
          @Override
          long fill() {
            return told.get();
          }
        };
    registry.offer(working, reference);
    registry.add(request("test", "t0"));
    assertThat(measured().metrics().gauge("fill").value()).isEqualTo(7);
    registry.withdraw(working, reference);
    told.set(8);
    assertThat(measured().metrics().gauge("fill").value()).isEqualTo(7);
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
