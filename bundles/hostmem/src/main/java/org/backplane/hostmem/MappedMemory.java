package org.backplane.hostmem;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBacking;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.memory.MemoryUsage;
import org.backplane.api.object.Creation;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.PropertyValue;
import org.backplane.linux.Advice;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingUsage;

/**
 * A memory backend: a mapping that belongs to the definition, and what the common properties do to
 * it. A type brings its own kind of mapping and its own properties. Any thread may call any method;
 * changes come one after the other.
 */
public final class MappedMemory implements HostMemory {

  private static final String RESOURCE = "memory";

  /** Makes the type's own kind of mapping, for a definition that has none yet. */
  @FunctionalInterface
  public interface MappingMaker {
    /**
     * Maps the memory.
     *
     * @throws LinuxException the host refuses; the base puts it into words
     * @throws BackplaneException the type refuses in its own words
     */
    Mapping map() throws LinuxException, BackplaneException;
  }

  /** A type's own properties. */
  public interface OwnProperties {

    /** As {@code BackendObject.read}. */
    Optional<PropertyValue> read(String property);

    /**
     * As {@code BackendObject.change}; not called for common properties.
     *
     * @throws BackplaneException the value cannot be applied
     */
    void change(String property, PropertyValue value, Mapping mapping) throws BackplaneException;

    /** Nothing beyond the common ones and what the definition tells. */
    static OwnProperties none() {
      return new OwnProperties() {
        @Override
        public Optional<PropertyValue> read(String property) {
          return Optional.empty();
        }

        @Override
        public void change(String property, PropertyValue value, Mapping mapping) {}
      };
    }
  }

  private final MemorySettings settings;
  private final OwnProperties own;
  private final Mapping mapping;
  private final PreallocContext context;
  private final Preallocator preallocator;
  private final LossWatch losses;
  private final Registration measured;
  private volatile boolean merge;
  private volatile boolean dump;
  private volatile boolean preallocated;
  private volatile long preallocThreads;
  private volatile NumaPlacement placement;

  private MappedMemory(
      MemorySettings settings,
      OwnProperties own,
      Mapping mapping,
      PreallocContext context,
      Preallocator preallocator,
      MemoryMeter meter) {
    this.settings = settings;
    this.own = own;
    this.mapping = mapping;
    this.context = context;
    this.preallocator = preallocator;
    this.losses = new LossWatch(settings.subject(), mapping);
    this.measured = meter.watch(settings.sizeBytes(), mapping::lostBytes);
    this.merge = settings.merge();
    this.dump = settings.dump();
    this.preallocated = settings.prealloc();
    this.preallocThreads = settings.preallocThreads();
    this.placement = settings.placement();
  }

  /**
   * The memory of a definition: the one that earlier code made, untouched and at the same address,
   * or else a new one, advised, placed and preallocated as the settings say. To be called during
   * {@code BackendFactory.create}.
   *
   * @param maker called only for a new one
   * @throws BackplaneException the host refuses; nothing stays mapped then
   */
  public static MappedMemory keep(
      Creation creation, MemorySettings settings, OwnProperties own, MappingMaker maker)
      throws BackplaneException {
    var context = new PreallocContext(creation);
    var preallocator = new Preallocator(creation, context);
    var first = new FirstMapping(settings, maker, context, preallocator);
    Mapping mapping = creation.resources().keep(RESOURCE, Mapping.class, first::make);
    context.linkAgain(settings.preallocContext());
    return new MappedMemory(
        settings, own, mapping, context, preallocator, new MemoryMeter(creation.metrics()));
  }

  @Override
  public MemoryBlock block() {
    return new MemoryBlock(
        mapping.label(), // what it was called when it was made, whatever was set since
        mapping.segment(),
        settings.sizeBytes(),
        mapping.pageSizeBytes(),
        settings.share(),
        mapping.writable());
  }

  @Override
  public MemoryUsage usage() throws HostException {
    try {
      return measured();
    } catch (LinuxException e) {
      throw HostRefusal.of(settings.subject(), "the usage cannot be told", e);
    }
  }

  private MemoryUsage measured() throws LinuxException {
    MappingUsage host = mapping.usage();
    return new MemoryUsage(
        settings.sizeBytes(),
        mapping.sizeBytes(),
        host.reservedBytes(),
        host.residentBytes(),
        host.sharedBytes(),
        host.swappedBytes(),
        host.hugeBytes(),
        mapping.lostBytes());
  }

  @Override
  public Optional<MemoryBacking> backing() {
    return mapping.backing().map(file -> new MemoryBacking(file.number(), mapping.offsetBytes()));
  }

  @Override
  public long lostBytes() {
    return mapping.lostBytes();
  }

  @Override
  public Registration onLoss(Consumer<MemoryLoss> listener) {
    return losses.listen(listener);
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return switch (property) {
      case MemoryBackendProperties.PREALLOC -> Optional.of(new PropertyValue.Bool(preallocated));
      case MemoryBackendProperties.HOST_NODES ->
          Optional.of(new PropertyValue.Numbers(placement.nodes()));
      case MemoryBackendProperties.PAGE_SIZE ->
          Optional.of(new PropertyValue.Unsigned(mapping.pageSizeBytes()));
      default ->
          UsageProperties.reader(property).flatMap(this::figure).or(() -> own.read(property));
    };
  }

  // Empty when the memory has just ended, or the host does not tell.
  private Optional<PropertyValue> figure(ToLongFunction<MemoryUsage> reader) {
    try {
      return Optional.of(new PropertyValue.Unsigned(reader.applyAsLong(measured())));
    } catch (LinuxException | IllegalStateException _) {
      return Optional.empty();
    }
  }

  @Override
  public void change(String property, PropertyValue value) throws BackplaneException {
    switch (property) {
      case MemoryBackendProperties.MERGE -> changeMerge(isOn(value));
      case MemoryBackendProperties.DUMP -> changeDump(isOn(value));
      case MemoryBackendProperties.PREALLOC -> changePrealloc(isOn(value));
      case MemoryBackendProperties.PREALLOC_THREADS ->
          preallocThreads = ((PropertyValue.Unsigned) value).value();
      case MemoryBackendProperties.PREALLOC_CONTEXT ->
          context.link(((PropertyValue.Text) value).value());
      // Placement is remembered, not carried out: pages in use are not moved.
      case MemoryBackendProperties.HOST_NODES ->
          placement = placement.with(settings.subject(), ((PropertyValue.Numbers) value).values());
      case MemoryBackendProperties.POLICY, MemoryBackendProperties.CANONICAL_PATH_AS_NAME -> {}
      default -> own.change(property, value, mapping);
    }
  }

  /** The mapping stays: it belongs to the definition. */
  @Override
  public void close() {
    measured.close();
    losses.close();
    context.close();
  }

  private void changeMerge(boolean on) {
    if (on != merge) {
      FirstMapping.advise(mapping, on ? Advice.MERGEABLE : Advice.UNMERGEABLE);
      merge = on;
    }
  }

  private void changeDump(boolean on) {
    if (on != dump) {
      FirstMapping.advise(mapping, on ? Advice.DODUMP : Advice.DONTDUMP);
      dump = on;
    }
  }

  private void changePrealloc(boolean on) throws BackplaneException {
    settings.checkPrealloc(on);
    if (on && !preallocated) { // pages once taken are not given back
      preallocator.populate(mapping, settings.share(), preallocThreads, "set it again");
      preallocated = true;
    }
  }

  private static boolean isOn(PropertyValue value) {
    return ((PropertyValue.Bool) value).value();
  }
}
