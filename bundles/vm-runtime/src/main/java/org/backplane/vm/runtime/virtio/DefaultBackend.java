package org.backplane.vm.runtime.virtio;

import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backend that a device brings along because it was given none. It belongs to its device: nobody
 * else can delete it, and it goes when the device goes, even if that has another backend by then.
 */
final class DefaultBackend implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DefaultBackend.class);
  private static final String SUFFIX = ".default-backend";

  private final ObjectRegistry registry;
  private final Lease<BackendObject> hold;

  private DefaultBackend(ObjectRegistry registry, Lease<BackendObject> hold) {
    this.registry = registry;
    this.hold = hold;
  }

  /**
   * Makes one. If no bundle offers its type yet, it waits for one.
   *
   * @param type the backend's
   * @param device the device's path
   */
  static DefaultBackend make(ObjectRegistry registry, String type, String device)
      throws BackplaneException {
    String id = freeId(registry, device);
    Options none = Options.ofWords(Dialect.CONFIGURATION, Map.of());
    ObjectPath path =
        registry
            .add(
                new ObjectRequest(
                    Container.OBJECTS, type, id, none, ObjectRequest.UnknownType.WAIT))
            .path();
    boolean held = false;
    try {
      var hold =
          registry.lease(
              path, BackendObject.class, LeaseTerms.pinning("its device " + device), new Nobody());
      held = true;
      return new DefaultBackend(registry, hold);
    } finally {
      if (!held) {
        remove(registry, path);
      }
    }
  }

  /** An id after the device: {@code r0.default-backend} or {@code device0.default-backend}. */
  private static String freeId(ObjectRegistry registry, String device) {
    String name = device.substring(device.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "");
    String base = (name.matches("[A-Za-z].*") ? name : "device" + name) + SUFFIX;
    String id = base;
    for (int n = 2; registry.find(ObjectPath.object(id)).isPresent(); n++) {
      id = base + "." + n;
    }
    return id;
  }

  /** Only holds the object. */
  private static final class Nobody implements LeaseListener<BackendObject> {
    @Override
    public void attached(BackendObject target) {}

    @Override
    public void detached() {}
  }

  /** Where it stands. */
  ObjectPath path() {
    return hold.path();
  }

  /** Deletes it; the device does not hold it any more. */
  @Override
  public void close() {
    hold.close();
    remove(registry, hold.path());
  }

  private static void remove(ObjectRegistry registry, ObjectPath path) {
    try {
      registry.remove(path);
    } catch (BackplaneException e) {
      LOG.warn("a device's default backend stays behind: {}", e.getMessage());
    }
  }
}
