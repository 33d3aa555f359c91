package org.backplane.vm.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MachineRequest.NumaNode;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.vm.runtime.trace.Traces;

/** A builder among fakes, and the machines it built. */
final class MachineRig implements AutoCloseable {

  final FakeHost host = new FakeHost();
  final FakeBundle bundle = new FakeBundle();
  final Traces traces = Traces.unheard();
  final VirtMachineBuilder builder =
      new VirtMachineBuilder(bundle.context(), host, new FakeParser(), traces);
  final List<MachineEvent> events = new CopyOnWriteArrayList<>();
  private final List<VirtualMachine> machines = new ArrayList<>();

  VirtualMachine build(Request request) throws BackplaneException {
    VirtualMachine machine = builder.build(request.make());
    machines.add(machine);
    return machine;
  }

  void listen(VirtualMachine machine) {
    machine.listen(
        event -> {
          events.add(event);
          host.log.add(event.getClass().getSimpleName());
        });
  }

  Request request() {
    return new Request();
  }

  /** Waits for an event. */
  void await(MachineEvent event) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!events.contains(event)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no " + event + " among " + events);
      }
      Thread.onSpinWait();
    }
  }

  /** Waits for the end of control threads, which ends a moment after that of their work. */
  static void awaitNoControlThread() {
    long end = System.nanoTime() + 10_000_000_000L;
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("machine-control"))) {
      if (System.nanoTime() > end) {
        throw new AssertionError("a control thread is left");
      }
      Thread.onSpinWait();
    }
  }

  static List<String> machineThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("hart-") || name.equals("machine-clock"))
        .toList();
  }

  @Override
  public void close() {
    machines.forEach(VirtualMachine::close);
  }

  /** A request under construction: a {@code virt} machine with defaults. */
  static final class Request {
    private String type = "virt";
    private final Map<String, String> options = new LinkedHashMap<>();
    private OptionalLong ram = OptionalLong.empty();
    private int slots;
    private OptionalLong maxBytes = OptionalLong.empty();
    private Optional<String> directory = Optional.empty();
    private final List<NumaNode> nodes = new ArrayList<>();
    private int harts = 1;
    private final List<DeviceRequest> devices = new ArrayList<>();
    private final List<String> serials = new ArrayList<>();
    private Optional<Path> kernel = Optional.empty();
    private boolean rebootEndsIt;

    Request type(String value) {
      type = value;
      return this;
    }

    Request option(String key, String value) {
      options.put(key, value);
      return this;
    }

    Request backend(String id) {
      return option("memory-backend", id);
    }

    Request ram(long bytes) {
      ram = OptionalLong.of(bytes);
      return this;
    }

    Request room(int slotCount, long maxMemory) {
      slots = slotCount;
      maxBytes = OptionalLong.of(maxMemory);
      return this;
    }

    Request slots(int count) {
      slots = count;
      return this;
    }

    Request memPath(String path) {
      directory = Optional.of(path);
      return this;
    }

    Request node(int number, String memdev, Integer... cpus) {
      nodes.add(
          new NumaNode(number, Optional.of(memdev).filter(id -> !id.isEmpty()), List.of(cpus)));
      return this;
    }

    Request harts(int count) {
      harts = count;
      return this;
    }

    Request device(DeviceRequest device) {
      devices.add(device);
      return this;
    }

    Request serial(String chardev) {
      serials.add(chardev);
      return this;
    }

    Request kernel(Path path) {
      kernel = Optional.of(path);
      return this;
    }

    Request noReboot() {
      rebootEndsIt = true;
      return this;
    }

    private MachineRequest make() {
      return new MachineRequest(
          type,
          Options.ofWords(Dialect.COMMAND_LINE, options),
          new MachineRequest.Memory(ram, slots, maxBytes, directory, nodes),
          harts,
          devices,
          serials,
          new MachineRequest.Boot(kernel, Optional.empty(), Optional.empty(), "", Optional.empty()),
          new MachineRequest.Identity(Optional.of("vm"), Optional.empty()),
          false,
          rebootEndsIt);
    }
  }
}
