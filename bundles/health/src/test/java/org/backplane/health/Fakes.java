package org.backplane.health;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** Stand-ins that answer what a test says. */
final class Fakes {

  private Fakes() {}

  /** A service of which only some methods are asked, by name. */
  static <S> S service(Class<S> type, Map<String, Function<Object[], Object>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  default -> answers.get(method.getName()).apply(arguments);
                }));
  }

  static ObjectStatus object(Container container, String id, Phase phase, String reason) {
    return new ObjectStatus(
        new ObjectPath(container, id),
        "rng-test",
        Optional.empty(),
        phase,
        reason,
        new PropertyValues(Map.of()),
        List.of());
  }

  static ObjectRegistry registry(List<ObjectStatus> objects) {
    return service(
        ObjectRegistry.class,
        Map.of(
            "list",
            arguments ->
                objects.stream().filter(o -> o.path().container() == arguments[0]).toList()));
  }

  static VirtualMachine machine(RunState state, String... deviceStates) {
    var type =
        new TypeDescription("virtio-rng-device", "virtio", Container.MACHINE, "s", List.of());
    List<DeviceStatus> devices =
        List.of(deviceStates).stream()
            .map(s -> new DeviceStatus("/machine/peripheral/r0", type, Map.of(), s))
            .toList();
    return service(VirtualMachine.class, Map.of("state", _ -> state, "devices", _ -> devices));
  }

  static List<String> messages(Result result) {
    return StreamSupport.stream(result.spliterator(), false)
        .map(ResultLog.Entry::getMessage)
        .toList();
  }
}
