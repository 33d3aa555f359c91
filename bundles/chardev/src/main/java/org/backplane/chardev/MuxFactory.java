package org.backplane.chardev;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.launch.Launch;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.thread.WorkerThread;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.KeptNumber;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Offers {@code mux}: several front ends on another device, such as a terminal. */
@Component(service = BackendFactory.class)
public final class MuxFactory implements BackendFactory {

  private static final String CHARDEV = "chardev";
  private static final TypeDescription TYPE =
      new TypeDescription(
          "mux",
          "chardev",
          Container.CHARDEVS,
          "several users of one character device, with Ctrl-A and a key between them",
          List.of(
              Property.required(
                  CHARDEV, new PropertyKind.Text(), "id of the device, which is the mux's alone")));

  private final AtomicReference<@Nullable IntConsumer> exit = new AtomicReference<>();

  @Activate
  public MuxFactory() {}

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      target = "(" + Launch.ROLE + "=" + Launch.EXIT + ")")
  void bindExit(IntConsumer came) {
    exit.set(came);
  }

  void unbindExit(IntConsumer gone) {
    exit.compareAndSet(gone, null);
  }

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    var device =
        new MuxChardev(new Mux(this::quit, kept(creation, "focus", 0)), port(creation, false));
    device.start(
        creation.lease(
            ObjectPath.chardev(creation.properties().text(CHARDEV)),
            Chardev.class,
            LeaseTerms.exclusive(creation.subject()),
            device));
    return device;
  }

  static MuxPort port(Creation creation, boolean onDemand) throws BackplaneException {
    return new MuxPort(
        creation.path().id(),
        kept(creation, "conversations", 1),
        kept(creation, "called", onDemand ? 0 : 1));
  }

  private static KeptNumber kept(Creation creation, String name, long initial)
      throws BackplaneException {
    return creation.resources().keep(name, KeptNumber.class, () -> new KeptNumber(initial));
  }

  // The end of the process ends the very thread that the key came on.
  private void quit() {
    IntConsumer known = exit.get();
    if (known != null) {
      WorkerThread.virtual("backplane-chardev-quit", () -> known.accept(0)).start();
    }
  }
}
