package org.backplane.hostmem;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValue;
import org.backplane.linux.Advice;
import org.backplane.linux.Host;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * The part that all memory backends have in common: a mapping that belongs to the definition, and
 * what the common properties do to it. A backend makes one with its own kind of mapping and passes
 * reads and changes on to it. Any thread may call any method.
 */
public final class MappedMemory implements AutoCloseable {

  private static final String RESOURCE = "memory";

  /** Makes the type's own kind of mapping. */
  @FunctionalInterface
  public interface MappingMaker {
    Mapping map() throws LinuxException;
  }

  private final MemorySettings settings;
  private final Mapping mapping;
  private final boolean writable;
  private final AtomicReference<@Nullable Preallocation> underWay = new AtomicReference<>();
  private volatile boolean merge;
  private volatile boolean dump;
  private volatile boolean preallocated;
  private volatile long preallocThreads;
  private volatile boolean closed;

  private MappedMemory(MemorySettings settings, Mapping mapping, boolean writable) {
    this.settings = settings;
    this.mapping = mapping;
    this.writable = writable;
    this.merge = settings.merge();
    this.dump = settings.dump();
    this.preallocated = settings.prealloc();
    this.preallocThreads = settings.preallocThreads();
  }

  /**
   * The memory of a definition: the one that earlier code made, untouched and at the same address,
   * or else a new one, advised and preallocated as the settings say.
   *
   * @param writable whether a guest may write to the mapping
   * @throws BackplaneException the host refuses; nothing stays mapped then
   */
  public static MappedMemory keep(
      Creation creation, MemorySettings settings, boolean writable, MappingMaker maker)
      throws BackplaneException {
    Mapping mapping =
        creation.resources().keep(RESOURCE, Mapping.class, () -> prepared(settings, maker));
    return new MappedMemory(settings, mapping, writable);
  }

  private static Mapping prepared(MemorySettings settings, MappingMaker maker)
      throws BackplaneException {
    Mapping mapping = mapped(settings, maker);
    boolean done = false;
    try {
      // The order is the one that users know: advice, then (later) placement, then population.
      advise(mapping, Advice.HUGEPAGE);
      advise(mapping, Advice.DONTFORK);
      if (settings.merge()) {
        advise(mapping, Advice.MERGEABLE);
      }
      if (!settings.dump()) {
        advise(mapping, Advice.DONTDUMP);
      }
      if (settings.prealloc()) {
        var preallocation = preallocation(mapping, settings.preallocThreads());
        populate(settings.subject(), preallocation, "make the object again");
      }
      done = true;
      return mapping;
    } finally {
      if (!done) {
        mapping.close();
      }
    }
  }

  private static Mapping mapped(MemorySettings settings, MappingMaker maker) throws HostException {
    try {
      return maker.map();
    } catch (LinuxException e) {
      throw HostRefusal.of(settings.subject(), "the memory cannot be mapped", e);
    }
  }

  /** The memory, for {@code HostMemory.block()}. */
  public MemoryBlock block() {
    return new MemoryBlock(
        mapping.segment(),
        settings.sizeBytes(),
        mapping.pageSizeBytes(),
        settings.share(),
        writable);
  }

  /** For {@code BackendObject.read}: preallocated memory stays that, whatever was set since. */
  public Optional<PropertyValue> read(String property) {
    return property.equals(MemoryBackendProperties.PREALLOC)
        ? Optional.of(new PropertyValue.Bool(preallocated))
        : Optional.empty();
  }

  /**
   * For {@code BackendObject.change}; properties that are not common to all are left alone.
   *
   * @throws BackplaneException the value is refused, or the host cannot do it
   */
  public void change(String property, PropertyValue value) throws BackplaneException {
    switch (property) {
      case MemoryBackendProperties.MERGE -> changeMerge(isOn(value));
      case MemoryBackendProperties.DUMP -> changeDump(isOn(value));
      case MemoryBackendProperties.PREALLOC -> changePrealloc(isOn(value));
      case MemoryBackendProperties.PREALLOC_THREADS ->
          preallocThreads = ((PropertyValue.Unsigned) value).value();
      case MemoryBackendProperties.POLICY, MemoryBackendProperties.HOST_NODES ->
          settings.checkUnsupported(property, value);
      default -> {}
    }
  }

  /** Calls off a preallocation under way. The mapping stays: it belongs to the definition. */
  @Override
  public void close() {
    closed = true;
    Preallocation current = underWay.get();
    if (current != null) {
      current.stop();
    }
  }

  private void changeMerge(boolean on) {
    if (on != merge) {
      advise(mapping, on ? Advice.MERGEABLE : Advice.UNMERGEABLE);
      merge = on;
    }
  }

  private void changeDump(boolean on) {
    if (on != dump) {
      advise(mapping, on ? Advice.DODUMP : Advice.DONTDUMP);
      dump = on;
    }
  }

  private void changePrealloc(boolean on) throws BackplaneException {
    settings.checkPrealloc(on);
    if (!on || preallocated) {
      return; // pages once taken are not given back
    }
    var preallocation = preallocation(mapping, preallocThreads);
    underWay.set(preallocation);
    if (closed) {
      preallocation.stop(); // close() may have looked before it was there to be seen
    }
    try {
      populate(settings.subject(), preallocation, "set it again");
      preallocated = true;
    } finally {
      underWay.set(null);
    }
  }

  private static Preallocation preallocation(Mapping mapping, long threads) {
    return Preallocation.of(mapping, threads, Host.read().onlineCpus());
  }

  private static void populate(String subject, Preallocation preallocation, String advice)
      throws HostException {
    try {
      preallocation.run();
    } catch (LinuxException e) {
      throw HostRefusal.of(subject, "prealloc failed", e);
    } catch (InterruptedException e) {
      throw new HostException(subject, "prealloc was called off", advice, e);
    }
  }

  // Advice is a wish: a kernel that does not offer it, or cannot follow it, serves the memory all
  // the same.
  private static void advise(Mapping mapping, Advice advice) {
    try {
      mapping.advise(advice);
    } catch (LinuxException _) {
      // as above
    }
  }

  private static boolean isOn(PropertyValue value) {
    return ((PropertyValue.Bool) value).value();
  }
}
