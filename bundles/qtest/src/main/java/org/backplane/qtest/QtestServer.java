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
  private final List<ServedDevice> served = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  @Activate
  public QtestServer(@Reference ObjectRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Registration listen(String chardevId, Optional<Path> log) throws BackplaneException {
    SessionLog opened = SessionLog.open(log);
    boolean taken = false;
    try {
      var device = ServedDevice.open(registry, ObjectPath.chardev(chardevId), bench, opened);
      taken = true;
      served.add(device);
      Registration registration =
          () -> {
            if (served.remove(device)) {
              device.close();
            }
          };
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
    served.forEach(
        device -> {
          if (served.remove(device)) {
            device.close();
          }
        });
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
    served.forEach(ServedDevice::endSession);
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
