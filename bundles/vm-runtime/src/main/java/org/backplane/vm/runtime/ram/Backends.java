package org.backplane.vm.runtime.ram;

import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a machine gets its memory backends; any thread. */
final class Backends {

  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  private final ObjectRegistry registry;
  // Nothing that a guest relies on is lost while its machine is still being built.
  private volatile LossListener listener =
      (backend, loss) -> LOG.warn("{} has lost memory before it was used: {}", backend, loss);

  public Backends(ObjectRegistry registry) {
    this.registry = registry;
  }

  /** Sets who hears of lost memory from now on. */
  public void onLoss(LossListener next) {
    listener = next;
  }

  /**
   * Who wants a backend, for messages.
   *
   * @param subject {@code pc-dimm 'd0'}
   * @param option the option that names the backend
   * @param holder {@code in use by …}
   */
  record Claim(String subject, String option, String holder) {}

  /**
   * Leases a backend, which serves one machine user at a time.
   *
   * @param backend id or path
   */
  LeasedMemory take(String backend, Claim claim) throws BackplaneException {
    ObjectPath path = resolve(backend, claim);
    var watch = new LossWatch(path, this::lost);
    Lease<HostMemory> lease =
        registry.lease(path, HostMemory.class, LeaseTerms.exclusive(claim.holder()), watch);
    boolean taken = false;
    try {
      HostMemory memory = lease.target().orElseThrow(() -> notLive(path, claim));
      var leased = new LeasedMemory(lease, watch, memory.block());
      taken = true;
      return leased;
    } finally {
      if (!taken) {
        watch.end();
        lease.close();
      }
    }
  }

  /** Makes a backend. */
  ObjectPath make(String type, String id, Map<String, String> properties)
      throws BackplaneException {
    var options = Options.ofWords(Dialect.CONFIGURATION, properties);
    return registry.add(new ObjectRequest(Container.OBJECTS, type, id, options)).path();
  }

  /** Deletes a backend that {@link #make} made. */
  void remove(ObjectPath path) {
    try {
      registry.remove(path);
    } catch (BackplaneException e) {
      LOG.warn("the machine's own memory stays behind: {}", e.getMessage());
    }
  }

  private void lost(ObjectPath backend, MemoryLoss loss) {
    listener.lost(backend, loss);
  }

  private ObjectPath resolve(String backend, Claim claim) throws MissingReferenceException {
    ObjectPath path = path(backend);
    if (registry.find(path).isEmpty()) {
      throw new MissingReferenceException(
          claim.subject(),
          "%s: there is no object '%s'".formatted(claim.option(), backend),
          "make one with -object memory-backend-ram,id=%s,size=SIZE".formatted(path.id()));
    }
    return path;
  }

  /** The place that an id or a path means. */
  static ObjectPath path(String backend) {
    String prefix = "/" + Container.OBJECTS.folder() + "/";
    return ObjectPath.object(
        backend.startsWith(prefix) ? backend.substring(prefix.length()) : backend);
  }

  private NotActiveException notLive(ObjectPath path, Claim claim) {
    String reason = registry.find(path).map(Backends::reason).orElse("it is gone");
    return new NotActiveException(
        claim.subject(),
        "%s '%s' is not live: %s".formatted(claim.option(), path.id(), reason),
        "install the bundle of its type");
  }

  private static String reason(ObjectStatus status) {
    return status.reason().isEmpty() ? "no bundle serves " + status.typeName() : status.reason();
  }
}
