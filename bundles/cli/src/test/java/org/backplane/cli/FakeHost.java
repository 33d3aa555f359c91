package org.backplane.cli;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.http.PageServer;
import org.backplane.api.job.Job;
import org.backplane.api.job.Jobs;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.launch.StartGate;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.Lease;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.qtest.RegisterTestServer;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.Tracing;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** A host that writes down what is done to it, and can be told to refuse one step. */
final class FakeHost implements HostServices {

  final List<String> steps = new ArrayList<>();
  final List<TypeDescription> types = new ArrayList<>();
  final List<Job> jobs = new CopyOnWriteArrayList<>();
  String refused = "";
  @Nullable MachineListener listener;
  @Nullable Preconfiguration waiting;

  FakeHost() {
    type("rng-builtin", Container.OBJECTS);
    type("memory-backend-ram", Container.OBJECTS);
    type("null", Container.CHARDEVS);
    type("socket", Container.CHARDEVS);
    type("pty", Container.CHARDEVS);
  }

  void type(String name, Container container) {
    types.add(new TypeDescription(name, "parent", container, "a " + name, List.of()));
  }

  void step(String name) throws InvalidRequestException {
    if (name.equals(refused)) {
      throw new InvalidRequestException(name, "refused", "");
    }
    synchronized (steps) {
      steps.add(name);
    }
  }

  @Override
  public OptionParser parser() {
    return Lines.PARSER;
  }

  @Override
  public void startTheRest() {
    if (refused.equals("late type")) {
      type("late-type", Container.OBJECTS);
    }
  }

  @Override
  public ObjectRegistry registry() {
    return fake(
        ObjectRegistry.class,
        (method, arguments) ->
            switch (method) {
              case "add" -> add((ObjectRequest) arguments[0]);
              case "remove" -> {
                step("remove " + ((ObjectPath) arguments[0]).id());
                yield null;
              }
              case "lease" -> {
                ObjectPath path = (ObjectPath) arguments[0];
                step("lease " + path.id());
                yield lease(path);
              }
              case "types" -> List.copyOf(types);
              case "preset" -> {
                step("preset " + arguments[0] + " " + words((Options) arguments[1]));
                yield (ObjectRegistry.Registration) () -> quietly("end preset");
              }
              default -> throw new UnsupportedOperationException(method);
            });
  }

  /** Every device that somebody asks is the terminal of one number. */
  private Lease<Chardev> lease(ObjectPath path) {
    Chardev terminal = fake(Chardev.class, (_, _) -> "pty:/dev/pts/7");
    return new Lease<>() {
      @Override
      public ObjectPath path() {
        return path;
      }

      @Override
      public Optional<Chardev> target() {
        return Optional.of(terminal);
      }

      @Override
      public void close() {
        quietly("end lease " + path.id());
      }
    };
  }

  private static String words(Options options) {
    return options.members().keySet().stream()
        .map(key -> key + "=" + options.text(key).orElseThrow())
        .collect(Collectors.joining(","));
  }

  private ObjectStatus add(ObjectRequest request) throws InvalidRequestException {
    if (types.stream().noneMatch(type -> type.name().equals(request.type()))) {
      throw new InvalidRequestException(request.subject(), "unknown type", "");
    }
    step("add " + request.id());
    return new ObjectStatus(
        new ObjectPath(request.container(), request.id()),
        request.type(),
        Optional.empty(),
        Phase.REALIZED,
        "",
        new PropertyValues(java.util.Map.of()),
        List.of());
  }

  @Override
  public ObjectRegistry.Registration follow(ServiceUser<Monitors> user) {
    Monitors service = monitors();
    user.came(service);
    return () -> user.gone(service);
  }

  /** Monitors as a bundle offers them. */
  Monitors monitors() {
    return (chardev, mode, pretty) -> {
      step("monitor " + chardev + " " + mode);
      return () -> quietly("close monitor " + chardev);
    };
  }

  @Override
  public ObjectRegistry.Registration followTestServer(ServiceUser<RegisterTestServer> user) {
    RegisterTestServer service =
        (chardev, log) -> {
          step("tests on " + chardev + log.map(file -> ", log " + file).orElse(""));
          return () -> quietly("no tests");
        };
    user.came(service);
    return () -> user.gone(service);
  }

  @Override
  public ObjectRegistry.Registration followPages(ServiceUser<PageServer> user) {
    PageServer service =
        address -> {
          step("pages at " + address);
          return new PageServer.Site() {
            @Override
            public InetSocketAddress address() {
              return InetSocketAddress.createUnresolved("localhost", 9100);
            }

            @Override
            public void close() {
              quietly("no pages");
            }
          };
        };
    user.came(service);
    return () -> user.gone(service);
  }

  @Override
  public ObjectRegistry.Registration offer(Preconfiguration offered) {
    quietly("wait");
    waiting = offered;
    return () -> quietly("wait no more");
  }

  @Override
  public DebugServer debugServer() {
    return new DebugServer() {
      @Override
      public void listen(String device) throws BackplaneException {
        step("debuggers on " + device);
      }

      @Override
      public void end() {
        quietly("no debuggers");
      }
    };
  }

  @Override
  public Tracing tracing() {
    return fake(
        Tracing.class,
        (method, arguments) ->
            switch (method) {
              case "configure" -> {
                step("trace " + arguments[0]);
                yield null;
              }
              case "events" ->
                  List.of(
                      new Tracing.Event(
                          "rng_popped",
                          Tracing.State.DISABLED,
                          List.of(TraceField.unsigned("size"), TraceField.text("id"))),
                      new Tracing.Event("tpm_reset", Tracing.State.UNAVAILABLE, List.of()));
              default -> throw new UnsupportedOperationException(method);
            });
  }

  @Override
  public StartGate startGate() {
    return () -> quietly("open the gate");
  }

  @Override
  public Jobs jobs() {
    return fake(Jobs.class, (_, _) -> List.copyOf(jobs));
  }

  @Override
  public MachineBuilder machines() {
    return fake(
        MachineBuilder.class,
        (method, _) -> {
          if (method.equals("build")) {
            step("build");
            return machine();
          }
          if (method.equals("ownObjects")) {
            return List.of();
          }
          return List.of(
              new TypeDescription("virt", "machine", Container.MACHINE, "a board", List.of()));
        });
  }

  private VirtualMachine machine() {
    return fake(
        VirtualMachine.class,
        (method, arguments) -> {
          if (method.equals("listen")) {
            listener = (MachineListener) arguments[0];
            return (ObjectRegistry.Registration) () -> quietly("unlisten");
          }
          step(method);
          if (method.equals("shutdown")) {
            happen(new MachineEvent.Shutdown((Cause) arguments[0], (int) arguments[1]));
          }
          return null;
        });
  }

  void happen(MachineEvent event) {
    if (listener != null) {
      listener.happened(event);
    }
  }

  private void quietly(String name) {
    synchronized (steps) {
      steps.add(name);
    }
  }

  private interface Answer {
    @Nullable Object to(String method, Object[] arguments) throws BackplaneException;
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
  }
}
