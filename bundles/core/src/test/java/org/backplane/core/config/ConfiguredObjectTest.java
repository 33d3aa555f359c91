package org.backplane.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.PropertyValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConfiguredObjectTest {

  private volatile boolean refusing;
  private volatile boolean lasting;
  private final ArrayBlockingQueue<Object> calls = new ArrayBlockingQueue<>(10);

  private final ObjectRegistry registry =
      (ObjectRegistry)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ObjectRegistry.class},
              (_, _, arguments) -> {
                calls.add(arguments[0]);
                if (refusing && arguments[0] instanceof ObjectRequest) {
                  throw new InvalidRequestException("", "taken", "");
                }
                if (!(arguments[0] instanceof ObjectRequest request)) {
                  return null;
                }
                if (lasting) {
                  awaitInterrupt();
                }
                return status(request);
              });

  private void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      calls.add("interrupted");
    }
  }

  private static ObjectStatus status(ObjectRequest request) {
    return new ObjectStatus(
        ObjectPath.object(request.id()),
        request.type(),
        Optional.empty(),
        Phase.WAITING,
        "",
        new PropertyValues(Map.of()),
        List.of());
  }

  @Test
  void whatSomebodyElseMadeUnderTheIdStays() throws Exception {
    refusing = true;
    var object = configured(new ConfigurationGate(true));
    assertThat(calls.poll(10, TimeUnit.SECONDS)).isInstanceOf(ObjectRequest.class);
    object.close();
    assertThat(calls).isEmpty();
  }

  private ConfiguredObject configured(ConfigurationGate gate) {
    return new ConfiguredObject(registry, gate, Map.of("type", "rng-builtin", "id", "e0"));
  }

  @Test
  void anObjectIsMadeOnceTheCommandLineHasSetItsDefaults() throws Exception {
    var gate = new ConfigurationGate(false);
    var object = configured(gate);
    assertThat(calls).isEmpty();
    gate.open();
    assertThat(calls.poll()).as("made when open() returns").isInstanceOf(ObjectRequest.class);
    object.close();
    assertThat(calls.poll()).isEqualTo(ObjectPath.object("e0"));
  }

  @Test
  @Timeout(4)
  void aCreationThatLastsIsCalledOffWhenItsConfigurationGoes() throws Exception {
    lasting = true;
    var object = configured(new ConfigurationGate(true));
    assertThat(calls.take()).isInstanceOf(ObjectRequest.class);
    object.close();
    assertThat(calls).containsExactly("interrupted", ObjectPath.object("e0"));
  }

  @Test
  @Timeout(4)
  void aConfigurationThatGoesBeforeTheGateOpensMakesNothing() {
    var gate = new ConfigurationGate(false);
    configured(gate).close();
    gate.open();
    assertThat(calls).isEmpty();
  }

  @Test
  void whatContainersAddIsNoPropertyOfTheObject() throws Exception {
    var object =
        new ConfiguredObject(
            registry,
            new ConfigurationGate(true),
            Map.of(
                "type", "rng-builtin",
                "id", "e0",
                "seed", "x",
                "service.pid", "org.backplane.object~e0",
                "component.id", 7L,
                "osgi.ds.satisfying.condition.target", "(osgi.condition.id=true)",
                "felix.fileinstall.filename", "file:/etc/e0.cfg"));
    var request = (ObjectRequest) calls.poll(10, TimeUnit.SECONDS);
    assertThat(request.type()).isEqualTo("rng-builtin");
    assertThat(request.id()).isEqualTo("e0");
    assertThat(request.whenTypeIsUnknown()).isEqualTo(UnknownType.WAIT);
    assertThat(request.options().members()).containsOnlyKeys("seed");
    object.close();
    assertThat(calls.poll(10, TimeUnit.SECONDS)).isEqualTo(ObjectPath.object("e0"));
  }
}
