package org.backplane.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.TypeDescription;
import org.backplane.cli.HostOptions.MonitorRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a host from its options, in the order that {@link CreationOrder} tells. */
final class HostStart {

  private static final Logger LOG = LoggerFactory.getLogger(HostStart.class);

  private static final String MEMORY_BACKENDS = "memory-backend";

  private final HostServices services;
  private final Console console;
  private final IntConsumer exit;

  /**
   * @param console hears of a start that takes long, and of pseudo-terminals
   * @param exit told the process's status when the machine ends
   */
  HostStart(HostServices services, Console console, IntConsumer exit) {
    this.services = services;
    this.console = console;
    this.exit = exit;
  }

  /**
   * Starts a host. It runs, or waits paused, when this returns.
   *
   * @throws BackplaneException a step failed; all earlier ones are undone
   */
  RunningHost start(HostOptions options) throws BackplaneException {
    var host = new RunningHost();
    try (var _ = StartProgress.begin(services, console)) {
      start(options, host);
      return host;
    } catch (BackplaneException | RuntimeException e) {
      host.close();
      throw e;
    }
  }

  private void start(HostOptions options, RunningHost host) throws BackplaneException {
    if (options.pidFile().isPresent()) {
      Path file = options.pidFile().get();
      host.made("pid file", PidFile.write(file, ProcessHandle.current().pid())::close);
    }
    if (!options.monitors().isEmpty() || options.debugger().isPresent()) {
      // They come up beside the objects instead of after them.
      Thread.ofVirtual().name("backplane-more").start(services::startTheRest);
    }
    ObjectRegistry registry = services.registry();
    awaitTypes(registry, options);
    host.made("memory defaults", registry.preset(MEMORY_BACKENDS, options.memoryDefaults())::close);
    services.startGate().open();
    add(registry, CreationOrder.early(options), host);
    addChardevs(registry, options.chardevs(), host);
    add(registry, CreationOrder.late(options), host);
    add(registry, services.machines().ownObjects(options.machine()), host);
    openMonitors(options.monitors(), host);
    startMachine(options, host);
  }

  /** A type that nobody offers yet may come with the remaining bundles. */
  private void awaitTypes(ObjectRegistry registry, HostOptions options) throws BackplaneException {
    var known = registry.types().stream().map(TypeDescription::name).collect(Collectors.toSet());
    boolean complete =
        Stream.of(
                options.objects(),
                options.chardevs(),
                services.machines().ownObjects(options.machine()))
            .flatMap(List::stream)
            .allMatch(request -> known.contains(request.type()));
    if (!complete) {
      services.startTheRest();
    }
  }

  private static void add(ObjectRegistry registry, List<ObjectRequest> requests, RunningHost host)
      throws BackplaneException {
    for (ObjectRequest request : requests) {
      add(registry, request, host);
    }
  }

  private static ObjectStatus add(ObjectRegistry registry, ObjectRequest request, RunningHost host)
      throws BackplaneException {
    ObjectStatus made = registry.add(request);
    host.made(request.subject(), () -> registry.remove(made.path()));
    return made;
  }

  private void addChardevs(ObjectRegistry registry, List<ObjectRequest> requests, RunningHost host)
      throws BackplaneException {
    for (ObjectRequest request : requests) {
      ObjectStatus made = add(registry, request, host);
      TerminalNotice.of(registry, made).ifPresent(console.out()::println);
    }
  }

  private void openMonitors(List<MonitorRequest> requests, RunningHost host)
      throws BackplaneException {
    if (requests.isEmpty()) {
      return;
    }
    var monitors = new KeptMonitors(requests);
    host.made("monitors", services.follow(monitors)::close);
    monitors.requireOpen();
  }

  /** Before the machine runs: with {@code -S}, a debugger sees its first instruction. */
  private void letDebuggersIn(String device, RunningHost host) throws BackplaneException {
    DebugServer server = services.debugServer();
    server.listen(device);
    host.made("debug server", server::end);
  }

  private void startMachine(HostOptions options, RunningHost host) throws BackplaneException {
    VirtualMachine machine = services.machines().build(options.machine());
    var life = new MachineLife(machine, exit);
    host.made("machine", life::end);
    if (options.debugger().isPresent()) {
      letDebuggersIn(options.debugger().get(), host);
    }
    if (options.idle()) {
      console.complain("nothing to start, the machine runs idle; give -kernel or -bios");
    }
    if (!options.machine().startPaused()) {
      machine.cont();
    }
    LOG.debug("the host is up");
  }
}
