package org.backplane.itests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A machine that runs the demo guest on a memory and an rng. */
final class Guest implements AutoCloseable {

  private final ObjectRegistry registry;
  private final ServiceRegistration<BackendFactory> capture;

  /** The id of its memory. */
  static final String MEMORY = "m0";

  final CaptureChardev serial = new CaptureChardev();
  final VirtualMachine machine;

  /** A guest on fresh memory of this host. */
  Guest(
      BundleContext context,
      ObjectRegistry registry,
      MachineBuilder builder,
      String rng,
      String commandLine)
      throws BackplaneException {
    this(
        context,
        registry,
        builder,
        new Memory("memory-backend-ram", Map.of("size", "64M")),
        rng,
        commandLine);
  }

  /**
   * What memory it runs on.
   *
   * @param words its properties
   */
  record Memory(String type, Map<String, String> words) {}

  Guest(
      BundleContext context,
      ObjectRegistry registry,
      MachineBuilder builder,
      Memory memory,
      String rng,
      String commandLine)
      throws BackplaneException {
    this.registry = registry;
    this.capture = context.registerService(BackendFactory.class, serial, null);
    add(Container.CHARDEVS, "test-capture", "serial0", Map.of());
    add(Container.OBJECTS, memory.type(), MEMORY, memory.words());
    this.machine = builder.build(request(rng, commandLine));
    machine.cont();
  }

  private void add(Container container, String type, String id, Map<String, String> words)
      throws BackplaneException {
    registry.add(
        new ObjectRequest(container, type, id, Options.ofWords(Dialect.COMMAND_LINE, words)));
  }

  private static MachineRequest request(String rng, String commandLine) {
    Path kernel =
        Path.of(System.getProperty(Backplane.DISTRIBUTION)).resolve("share/guest/demo.elf");
    return new MachineRequest(
        "virt",
        Options.ofWords(Dialect.COMMAND_LINE, Map.of("memory-backend", MEMORY)),
        MachineRequest.Memory.of(OptionalLong.empty()),
        1,
        List.of(
            new DeviceRequest(
                "virtio-rng-device",
                "r0",
                Options.ofWords(Dialect.COMMAND_LINE, Map.of("rng", rng)))),
        List.of("serial0"),
        new MachineRequest.Boot(
            Optional.of(kernel), Optional.empty(), Optional.empty(), commandLine, Optional.empty()),
        new MachineRequest.Identity(Optional.empty(), Optional.empty()),
        false,
        true);
  }

  /** Waits until the guest has got further by some requests. */
  void awaitProgress(long requests) {
    long goal = serial.last("rng") + requests;
    Await.until(
        requests + " more entropy requests", () -> serial.last("rng") >= goal, this::picture);
  }

  String picture() {
    return "%s, %d instructions, %s%n%s%n%s"
        .formatted(
            machine.state(),
            machine.instructionsRetired(),
            machine.devices(),
            registry.list(Container.CHARDEVS),
            serial.text());
  }

  @Override
  public void close() throws BackplaneException {
    machine.close();
    registry.remove(ObjectPath.object(MEMORY));
    registry.remove(ObjectPath.chardev("serial0"));
    capture.unregister();
  }
}
