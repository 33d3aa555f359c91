package org.backplane.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.qtest.RegisterTestServer;
import org.backplane.api.thread.WorkerThread;
import org.backplane.api.trace.Tracing;
import org.backplane.api.type.TypeDescription;
import org.backplane.cli.HostOptions.MonitorRequest;
import org.backplane.cli.HostOptions.TestsRequest;

/** Makes a host from its options, in the order that {@link CreationOrder} tells. */
final class HostStart {

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
   * Starts a host. It runs, or waits paused or for its machine, when this returns.
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
    trace(options);
    if (options.needsMore()) {
      // They come up beside the objects instead of after them.
      WorkerThread.virtual("backplane-more", services::startTheRest).start();
    }
    ObjectRegistry registry = services.registry();
    awaitTypes(registry, options);
    host.made("memory defaults", registry.preset(MEMORY_BACKENDS, options.memoryDefaults())::close);
    services.startGate().open();
    add(registry, CreationOrder.early(options), host);
    addChardevs(registry, options.chardevs(), host);
    add(registry, CreationOrder.late(options), host);
    add(registry, services.machines().ownObjects(options.machine()), host);
    if (options.tests().isPresent()) {
      letTestsIn(options.tests().get(), host);
    }
    if (options.pages().isPresent()) {
      showPages(options.pages().get(), host);
    }
    startMachine(new MachineStart(services, console, exit, options), options, host);
  }

  /** Before anything is made, so that nothing is missed. */
  private void trace(HostOptions options) throws BackplaneException {
    if (!options.traces().isEmpty()) {
      services.startTheRest();
      Tracing tracing = services.tracing();
      for (String words : options.traces()) {
        tracing.configure(words);
      }
    }
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

  /** Before there is a machine: a test program first asks what it need not have one for. */
  private void letTestsIn(TestsRequest wanted, RunningHost host) throws BackplaneException {
    Kept<RegisterTestServer> tests =
        new Kept<>(
            List.of(
                new Kept.Opening<>(
                    "test server on '" + wanted.chardev() + "'",
                    service -> service.listen(wanted.chardev(), wanted.log()))));
    host.made("test server", services.followTestServer(tests)::close);
    tests.requireOpen();
  }

  private void openMonitors(List<MonitorRequest> requests, RunningHost host)
      throws BackplaneException {
    if (requests.isEmpty()) {
      return;
    }
    var monitors = Kept.monitors(requests);
    host.made("monitors", services.follow(monitors)::close);
    monitors.requireOpen();
  }

  private void showPages(String address, RunningHost host) throws BackplaneException {
    var site = new KeptSite(address);
    host.made("pages", services.followPages(site)::close);
    site.requireOpen()
        .ifPresent(
            shown ->
                console.err().println("backplane: metrics at %s/metrics".formatted(shown.root())));
  }

  /** Whoever speaks to a monitor may expect a machine, unless it was asked to be held back. */
  private void startMachine(MachineStart start, HostOptions options, RunningHost host)
      throws BackplaneException {
    if (options.life().heldBack()) {
      var held = HeldStart.begin(services, start); // whoever speaks to a monitor may ask for it
      try {
        openMonitors(options.monitors(), host);
      } finally {
        host.made("preconfiguration", held::close);
      }
    } else {
      start.run(host, () -> openMonitors(options.monitors(), host));
    }
  }
}
