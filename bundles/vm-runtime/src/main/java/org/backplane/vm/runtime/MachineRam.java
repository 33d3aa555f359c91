package org.backplane.vm.runtime;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
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

/**
 * The machine's RAM: a memory backend, leased for as long as the machine lives.
 *
 * @param backend where the backend stands
 * @param segment the RAM, exactly as long as the machine's RAM is
 * @param release gives the backend back
 */
record MachineRam(ObjectPath backend, MemorySegment segment, Runnable release)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MachineRam.class);
  private static final String HOLDER = "machine memory";
  private static final String DEFAULT_TYPE = "memory-backend-ram";
  private static final String DEFAULT_ID = "riscv_virt_board.ram";
  private static final long DEFAULT_BYTES = 128L << 20;

  /**
   * Leases the backend that an operator named by id or path.
   *
   * @param sizeBytes {@code -m}, which must be the backend's size if given
   */
  static MachineRam named(ObjectRegistry registry, String backend, OptionalLong sizeBytes)
      throws BackplaneException {
    ObjectPath path = resolve(registry, backend);
    return lease(registry, path, sizeBytes, () -> {});
  }

  /** Makes a backend for a machine without one, and removes it when it is given back. */
  static MachineRam ownBackend(ObjectRegistry registry, OptionalLong sizeBytes)
      throws BackplaneException {
    long size = sizeBytes.orElse(DEFAULT_BYTES);
    var options = Map.of("size", Long.toUnsignedString(size));
    ObjectPath path =
        registry
            .add(
                new ObjectRequest(
                    Container.OBJECTS,
                    DEFAULT_TYPE,
                    DEFAULT_ID,
                    Options.ofWords(Dialect.CONFIGURATION, options)))
            .path();
    boolean leased = false;
    try {
      MachineRam ram = lease(registry, path, OptionalLong.of(size), () -> remove(registry, path));
      leased = true;
      return ram;
    } finally {
      if (!leased) {
        remove(registry, path);
      }
    }
  }

  long sizeBytes() {
    return segment.byteSize();
  }

  @Override
  public void close() {
    release.run();
  }

  private static MachineRam lease(
      ObjectRegistry registry, ObjectPath path, OptionalLong sizeBytes, Runnable afterwards)
      throws BackplaneException {
    Lease<HostMemory> lease =
        registry.lease(path, HostMemory.class, LeaseTerms.pinning(HOLDER), new Indifferent());
    boolean taken = false;
    try {
      MemoryBlock block = lease.target().orElseThrow(() -> notLive(registry, path)).block();
      check(path, block, sizeBytes);
      var ram =
          new MachineRam(
              path,
              block.segment().asSlice(0, block.sizeBytes()),
              () -> {
                lease.close();
                afterwards.run();
              });
      taken = true;
      return ram;
    } finally {
      if (!taken) {
        lease.close();
      }
    }
  }

  private static void check(ObjectPath path, MemoryBlock block, OptionalLong sizeBytes)
      throws InvalidRequestException {
    if (sizeBytes.isPresent() && sizeBytes.getAsLong() != block.sizeBytes()) {
      throw new InvalidRequestException(
          "machine 'virt'",
          "-m asks for %s bytes, but memory-backend '%s' has %d"
              .formatted(
                  Long.toUnsignedString(sizeBytes.getAsLong()), path.id(), block.sizeBytes()),
          "leave -m out, or give the same size");
    }
    if (!block.writable()) {
      throw new InvalidRequestException(
          "machine 'virt'",
          "memory-backend '%s' is read-only, and RAM must be writable".formatted(path.id()),
          "give a writable backend");
    }
  }

  private static ObjectPath resolve(ObjectRegistry registry, String backend)
      throws MissingReferenceException {
    String prefix = "/" + Container.OBJECTS.folder() + "/";
    String id = backend.startsWith(prefix) ? backend.substring(prefix.length()) : backend;
    var path = ObjectPath.object(id);
    if (registry.find(path).isEmpty()) {
      throw new MissingReferenceException(
          "machine 'virt'",
          "memory-backend: there is no object '%s'".formatted(backend),
          "make one with -object memory-backend-ram,id=%s,size=SIZE".formatted(id));
    }
    return path;
  }

  private static NotActiveException notLive(ObjectRegistry registry, ObjectPath path) {
    String reason = registry.find(path).map(MachineRam::reason).orElse("it is gone");
    return new NotActiveException(
        "machine 'virt'",
        "memory-backend '%s' is not live: %s".formatted(path.id(), reason),
        "install the bundle of its type");
  }

  private static String reason(ObjectStatus status) {
    return status.reason().isEmpty() ? "no bundle serves " + status.typeName() : status.reason();
  }

  private static void remove(ObjectRegistry registry, ObjectPath path) {
    try {
      registry.remove(path);
    } catch (BackplaneException e) {
      LOG.warn("the machine's own memory stays behind: {}", e.getMessage());
    }
  }

  /** The memory stays where it is, whatever code serves the object. */
  private static final class Indifferent implements LeaseListener<HostMemory> {
    @Override
    public void attached(HostMemory target) {}

    @Override
    public void detached() {}
  }
}
