package org.backplane.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.junit.jupiter.api.Test;

class ConfiguredObjectTest {

  private final ArrayBlockingQueue<Object> calls = new ArrayBlockingQueue<>(10);

  private final ObjectRegistry registry =
      (ObjectRegistry)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ObjectRegistry.class},
              (_, _, arguments) -> {
                calls.add(arguments[0]);
                throw new InvalidRequestException("", "only looked at", "");
              });

  @Test
  void whatContainersAddIsNoPropertyOfTheObject() throws Exception {
    var object =
        new ConfiguredObject(
            registry,
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
