package org.backplane.qtest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.qtest.RegisterTestServer;
import org.backplane.api.qtest.Testbench;
import org.backplane.faces.ServedDevice;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Lets register-level test programs drive the devices of the machine. */
@Component
public final class QtestServer implements RegisterTestServer {

  private final ObjectRegistry registry;
  private final Bench bench = new Bench(Bench.PATIENCE);
  private final List<Place> served = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** Where test programs come. */
  private record Place(ServedDevice device, SessionLog log) {

    void leave() {
      device.close();
      log.close();
    }
  }

  @Activate
  public QtestServer(@Reference ObjectRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Registration listen(String chardevId, Optional<Path> log) throws BackplaneException {
    SessionLog opened = SessionLog.open(log);
    boolean taken = false;
    try {
      var face = new QtestFace(bench, opened);
      var place =
          new Place(ServedDevice.open(registry, ObjectPath.chardev(chardevId), face), opened);
      taken = true;
      served.add(place);
      Registration registration = () -> leave(place);
      if (closed) {
        registration.close();
        throw new NotActiveException("qtest", "its bundle is stopping", "try again");
      }
      return registration;
    } finally {
      if (!taken) {
        opened.close();
      }
    }
  }

  @Deactivate
  void close() {
    closed = true;
    served.forEach(this::leave);
  }

  private void leave(Place place) {
    if (served.remove(place)) {
      place.leave();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindBench(Testbench came) {
    bench.set(Optional.of(came));
  }

  void unbindBench(Testbench gone) {
    bench.set(Optional.empty());
    served.forEach(place -> place.device().endSession());
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMachine(VirtualMachine came) {
    bench.machine(true);
  }

  void unbindMachine(VirtualMachine gone) {
    bench.machine(false);
  }
}
