package org.backplane.metrics.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Measured.Target;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Metrics;
import org.junit.jupiter.api.Test;

class MeasuredBeansTest {

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final MeasuredBeans beans = new MeasuredBeans(server);
  private final Metrics metrics =
      Metrics.of(
          List.of(
              MetricDescription.counter("requests-failed", "failures"),
              MetricDescription.gauge("size", Unit.BYTES, "size"),
              MetricDescription.latency("request-latency", "latency")));
  private final Measured rng0 =
      new Measured(Target.OBJECT, "/objects/rng0", "rng-random", "rng-backend", metrics);

  private static ObjectName name(String text) throws Exception {
    return new ObjectName(text);
  }

  private static ObjectName rng0() throws Exception {
    return name("org.backplane:type=object,path=\"/objects/rng0\",kind=rng-random");
  }

  @Test
  void aBeanShowsEachMetric() throws Exception {
    beans.bindMeasured(rng0);
    metrics.counter("requests-failed").add(2);
    metrics.gauge("size").set(64);
    metrics.latency("request-latency").record(1000);
    assertThat(server.getAttribute(rng0(), "RequestsFailed")).isEqualTo(2L);
    assertThat(server.getAttribute(rng0(), "Size")).isEqualTo(64L);
    AttributeList all =
        server.getAttributes(
            rng0(),
            new String[] {
              "RequestLatencyCount",
              "RequestLatencyTotalNanos",
              "RequestLatencyP50Nanos",
              "RequestLatencyP99Nanos",
              "RequestLatencyMaxNanos",
              "None"
            });
    assertThat(all.asList())
        .extracting(Attribute::getValue)
        .containsExactly(1L, 1000L, 1024L, 1024L, 1000L);
    assertThat(server.getMBeanInfo(rng0()).getAttributes())
        .hasSize(7)
        .allMatch(a -> !a.isWritable());
  }

  @Test
  void whoFailsToTellSpoilsNoOtherAttribute() throws Exception {
    beans.bindMeasured(rng0);
    metrics.counter("requests-failed").add(2);
    metrics
        .gauge("size")
        .follow(
            () -> {
              throw new IllegalStateException("broken on purpose");
            });
    assertThat(server.getAttributes(rng0(), new String[] {"Size", "RequestsFailed"}).asList())
        .containsExactly(new Attribute("RequestsFailed", 2L));
    assertThatExceptionOfType(MBeanException.class)
        .isThrownBy(() -> server.getAttribute(rng0(), "Size"))
        .withMessageContaining("Size");
  }

  @Test
  void nothingCanBeSet() throws Exception {
    beans.bindMeasured(rng0);
    assertThatExceptionOfType(AttributeNotFoundException.class)
        .isThrownBy(() -> server.setAttribute(rng0(), new Attribute("Size", 1L)));
    assertThatExceptionOfType(AttributeNotFoundException.class)
        .isThrownBy(() -> server.getAttribute(rng0(), "None"));
  }

  @Test
  void beansGoWithWhatTheyShow() throws Exception {
    int before = server.getMBeanCount();
    beans.bindMeasured(rng0);
    beans.unbindMeasured(rng0);
    assertThat(server.isRegistered(rng0())).isFalse();
    beans.bindMeasured(rng0);
    beans.close();
    assertThat(server.getMBeanCount()).isEqualTo(before);
    beans.bindMeasured(rng0);
    assertThat(server.getMBeanCount()).isEqualTo(before);
  }

  @Test
  void oddNamesAreQuoted() throws Exception {
    String path = "/objects/a,b=\"*?\n:\\";
    beans.bindMeasured(new Measured(Target.CHARDEV, path, "odd type,x", "", metrics));
    var names = server.queryNames(name("org.backplane:*"), null);
    assertThat(names)
        .singleElement()
        .satisfies(n -> assertThat(ObjectName.unquote(n.getKeyProperty("path"))).isEqualTo(path));
  }

  @Test
  void aSecondOneOfTheSameNameDoesNoHarm() throws Exception {
    var twin = new Measured(Target.OBJECT, "/objects/rng0", "rng-random", "", Metrics.none());
    beans.bindMeasured(rng0);
    beans.bindMeasured(twin);
    beans.unbindMeasured(twin);
    assertThat(server.isRegistered(rng0())).isTrue();
  }
}
