package org.backplane.gdb;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.OptionParser;
import org.backplane.faces.ServedDevice;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets GDB, and what speaks like it, into the machine. */
@Component(service = {DebugServer.class, GdbServer.class})
public final class GdbServer implements DebugServer {

  private static final Logger LOG = LoggerFactory.getLogger(GdbServer.class);

  private final ObjectRegistry registry;
  private final OptionParser parser;
  private final AtomicReference<Optional<VirtualMachine>> machine =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<HumanMonitor>> monitor =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Place>> place = new AtomicReference<>(Optional.empty());

  /** Held while the place changes; others are refused, not kept waiting. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile boolean closed;

  /**
   * Where debuggers come.
   *
   * @param made the device, if it was made for them
   */
  private record Place(ServedDevice device, Optional<ObjectPath> made) {}

  @Activate
  public GdbServer(@Reference ObjectRegistry registry, @Reference OptionParser parser) {
    this.registry = registry;
    this.parser = parser;
  }

  @Override
  public void listen(String device) throws BackplaneException {
    DeviceWord word = DeviceWord.read(device, parser);
    if (!(word instanceof DeviceWord.None)) {
      requireCpu();
    }
    if (!changing.tryLock()) {
      throw new InUseException(DeviceWord.SUBJECT, "somebody else is changing it", "try again");
    }
    try {
      end();
      place.set(open(word));
      if (closed) {
        end();
      }
    } finally {
      changing.unlock();
    }
  }

  private void requireCpu() throws BackplaneException {
    Optional<VirtualMachine> present = machine.get();
    if (present.isEmpty()) {
      throw new NotActiveException(
          DeviceWord.SUBJECT, "there is no machine yet", "try again when it has been built");
    }
    if (present.get().harts() == 0) {
      throw new InvalidRequestException(
          DeviceWord.SUBJECT, "this machine has no CPU to look at", "use -machine virt");
    }
  }

  private Optional<Place> open(DeviceWord word) throws BackplaneException {
    return switch (word) {
      case DeviceWord.None() -> Optional.empty();
      case DeviceWord.Existing(String id) ->
          Optional.of(new Place(serve(ObjectPath.chardev(id)), Optional.empty()));
      case DeviceWord.Created(var request) -> {
        ObjectPath made = registry.add(request).path();
        try {
          yield Optional.of(new Place(serve(made), Optional.of(made)));
        } catch (BackplaneException e) {
          remove(made);
          throw e;
        }
      }
    };
  }

  private ServedDevice serve(ObjectPath device) throws BackplaneException {
    return ServedDevice.open(registry, device, new GdbFace(machine::get, monitor::get));
  }

  private void remove(ObjectPath device) {
    try {
      registry.remove(device);
    } catch (BackplaneException e) {
      LOG.debug("{} stays: {}", device, e.getMessage());
    }
  }

  @Override
  public void end() {
    place
        .getAndSet(Optional.empty())
        .ifPresent(
            left -> {
              left.device().close();
              left.made().ifPresent(this::remove);
            });
  }

  @Deactivate
  void close() {
    closed = true;
    end();
  }

  /** The monitor for a debugger's own lines; comes and goes. */
  void monitor(Optional<HumanMonitor> present) {
    monitor.set(present);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMachine(VirtualMachine came) {
    machine.set(Optional.of(came));
  }

  void unbindMachine(VirtualMachine gone) {
    Optional<VirtualMachine> present = machine.get();
    if (present.isPresent()
        && present.get().equals(gone)
        && machine.compareAndSet(present, Optional.empty())) {
      place.get().ifPresent(here -> here.device().endSession());
    }
  }
}
