package org.backplane.vm.runtime.virtio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.backplane.vm.runtime.trace.Traces;

/** A device on a small machine that runs: 1 MiB of RAM, and a loop that the test turns. */
final class Rig implements AutoCloseable {

  static final long RAM = 0x8000_0000L;
  static final long RAM_BYTES = 1 << 20;
  static final long ROM = 0x1000;
  static final long BUFFERS = RAM + 0x8_0000;

  private final Arena arena = Arena.ofShared();
  final GuestMemory memory =
      new GuestMemory(
          List.of(
              new RamBlock(ROM, MemorySegment.ofArray(new byte[4096]), false),
              new RamBlock(RAM, arena.allocate(RAM_BYTES, 4096), true)));
  final SpyPin pin = new SpyPin();
  final HandLoop loop;
  final VirtioMmioTransport transport;
  final GuestDriver driver;

  Rig(VirtioDevice device) {
    this(device, Probes.unread("/machine/peripheral/d0"));
  }

  Rig(VirtioDevice device, VirtioProbe probe) {
    List<HandLoop> loops = new ArrayList<>();
    transport =
        VirtioMmioTransport.of(
            "/machine/peripheral/d0",
            device,
            memory,
            pin,
            probe,
            step -> {
              loops.add(new HandLoop(step));
              return loops.getFirst();
            });
    loop = loops.getFirst();
    driver = new GuestDriver(transport, memory, RAM);
    transport.running(true);
  }

  /** A virtio-rng on {@code rng0}. */
  static Rig rng(FakeRegistry registry, HandClock clock, Map<String, Long> settings)
      throws BackplaneException {
    return new Rig(rngDevice(registry, clock, settings));
  }

  static VirtioDevice rngDevice(FakeRegistry registry, HandClock clock, Map<String, Long> settings)
      throws BackplaneException {
    return rngDevice("/machine/peripheral/r0", registry, clock, settings);
  }

  static VirtioDevice rngDevice(
      String path, FakeRegistry registry, HandClock clock, Map<String, Long> settings)
      throws BackplaneException {
    Metrics metrics = Probes.metrics(new VirtioRngType().description());
    var services = new DeviceServices(registry, clock, Traces.unheard());
    return rngDevice(path, settings, metrics, services);
  }

  static VirtioDevice rngDevice(
      String path, Map<String, Long> settings, Metrics metrics, DeviceServices services)
      throws BackplaneException {
    PropertyValues values = rngValues(Optional.of("rng0"), settings);
    return new VirtioRngType().create(path, values, metrics, services);
  }

  static PropertyValues rngValues(Optional<String> rng, Map<String, Long> settings) {
    var values = new HashMap<String, PropertyValue>();
    for (Property property : new VirtioRngType().description().properties()) {
      property.defaultValue().ifPresent(value -> values.put(property.name(), value));
    }
    rng.ifPresent(id -> values.put("rng", new PropertyValue.Text(id)));
    settings.forEach((name, value) -> values.put(name, new PropertyValue.Unsigned(value)));
    return new PropertyValues(values);
  }

  /** Posts a writable buffer, number n of that size, and kicks. */
  int postBuffer(GuestRing ring, int n, int bytes) throws GuestMemoryException {
    int head = ring.post(GuestRing.writable(BUFFERS + (long) n * bytes, bytes));
    driver.kick(ring);
    return head;
  }

  /** Turns the loop until the device is at rest. */
  void settle() {
    loop.settle();
  }

  /** The host takes the guest's memory away. */
  void unmap() {
    arena.close();
  }

  @Override
  public void close() {
    transport.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
