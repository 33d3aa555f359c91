package org.backplane.vm.runtime.ram;

import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
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
      requireWhole(memory, path, claim);
      var leased = new LeasedMemory(lease, watch, memory.block());
      taken = true;
      return leased;
    } finally {
      if (!taken) {
        lease.close();
        watch.end(); // now no code can attach any more
      }
    }
  }

  private static void requireWhole(HostMemory memory, ObjectPath path, Claim claim)
      throws InvalidRequestException {
    if (memory.lostBytes() > 0) {
      throw new InvalidRequestException(
          claim.subject(),
          "%s '%s' has lost %d bytes to its host"
              .formatted(claim.option(), path.id(), memory.lostBytes()),
          "delete the object and make it again on a whole file");
    }
  }

  /** Whether there is an object at that place. */
  boolean has(ObjectPath path) {
    return registry.find(path).isPresent();
  }

  /** Makes a backend. */
  ObjectPath make(ObjectRequest request) throws BackplaneException {
    return registry.add(request).path();
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
          path.id().matches("[A-Za-z][A-Za-z0-9._-]*")
              ? "make one with -object memory-backend-ram,id=%s,size=SIZE, or object-add in a monitor"
                  .formatted(path.id())
              : "give the id of a memory backend");
    }
    return path;
  }

  /** The place that an id or a path means. */
  static ObjectPath path(String backend) {
    return ObjectPath.parse(Container.OBJECTS, backend).orElseGet(() -> ObjectPath.object(backend));
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
