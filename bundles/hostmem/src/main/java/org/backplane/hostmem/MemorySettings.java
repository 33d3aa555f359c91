package org.backplane.hostmem;

import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValues;

/**
 * The common properties of a definition, each checked by itself.
 *
 * @param subject names the object in messages
 * @param sizeBytes 1 or more
 * @param anySize whether a size that is no multiple of the page size is rounded up, not refused
 * @param share whether other processes may map the memory
 * @param merge whether the kernel may merge equal pages
 * @param dump whether a core dump contains the memory
 * @param prealloc whether all pages are taken from the host before the object is there
 * @param preallocThreads how many threads may do that, 1 or more
 * @param preallocContext canonical path of the thread context that starts them; empty for none
 * @param placement on which NUMA nodes the memory shall lie
 * @param reserve whether the host sets the memory aside
 * @param blockName the memory block's name: the object's id, or its path
 */
public record MemorySettings(
    String subject,
    long sizeBytes,
    boolean anySize,
    boolean share,
    boolean merge,
    boolean dump,
    boolean prealloc,
    long preallocThreads,
    String preallocContext,
    NumaPlacement placement,
    boolean reserve,
    String blockName) {

  private static final String SIZE_ADVICE = "give a size such as size=64M";

  /**
   * Reads and checks a definition.
   *
   * @throws InvalidRequestException the values cannot be had, or not together
   */
  public static MemorySettings of(Creation creation) throws InvalidRequestException {
    PropertyValues values = creation.properties();
    boolean byPath = values.bool(MemoryBackendProperties.CANONICAL_PATH_AS_NAME);
    var settings =
        new MemorySettings(
            creation.subject(),
            values.number(MemoryBackendProperties.SIZE),
            false,
            values.bool(MemoryBackendProperties.SHARE),
            values.bool(MemoryBackendProperties.MERGE),
            values.bool(MemoryBackendProperties.DUMP),
            values.bool(MemoryBackendProperties.PREALLOC),
            values.number(MemoryBackendProperties.PREALLOC_THREADS),
            values.findText(MemoryBackendProperties.PREALLOC_CONTEXT).orElse(""),
            new NumaPlacement(
                values.text(MemoryBackendProperties.POLICY),
                values.numbers(MemoryBackendProperties.HOST_NODES)),
            values.bool(MemoryBackendProperties.RESERVE),
            byPath ? creation.path().toString() : creation.path().id());
    settings.checkSize();
    NumaPlacement.checkNodes(settings.subject, settings.placement.nodes());
    settings.checkPrealloc(settings.prealloc);
    return settings;
  }

  /** The same for a type that takes any size and rounds it up to whole pages. */
  public MemorySettings roundingUp() {
    return with(true, blockName);
  }

  /** The same for a type whose block is always named by the object's path. */
  public MemorySettings namedByPath(Creation creation) {
    return with(anySize, creation.path().toString());
  }

  private MemorySettings with(boolean newAnySize, String newBlockName) {
    return new MemorySettings(
        subject,
        sizeBytes,
        newAnySize,
        share,
        merge,
        dump,
        prealloc,
        preallocThreads,
        preallocContext,
        placement,
        reserve,
        newBlockName);
  }

  /**
   * Whether the size fits the pages that the memory is made of. Asked for every mapping; a type may
   * ask earlier, before it changes anything on the host.
   *
   * @throws InvalidRequestException it does not, and is not rounded up
   */
  public void checkWholePages(long pageSizeBytes) throws InvalidRequestException {
    long rest = sizeBytes % pageSizeBytes;
    if (rest == 0 || anySize) {
      return;
    }
    long next = sizeBytes - rest + pageSizeBytes;
    throw refused(
        "size %d is not a multiple of the %d-byte page size".formatted(sizeBytes, pageSizeBytes),
        next > 0 ? "use " + next : "use " + (sizeBytes - rest));
  }

  private void checkSize() throws InvalidRequestException {
    if (sizeBytes == 0) {
      throw refused("size must not be 0", SIZE_ADVICE);
    }
    if (sizeBytes < 0) { // read as unsigned, which also catches negative numbers in JSON
      throw refused(
          "size %s is more than any host has".formatted(Long.toUnsignedString(sizeBytes)),
          SIZE_ADVICE);
    }
  }

  /** Pages that nothing was set aside for must not be taken in advance. */
  void checkPrealloc(boolean wanted) throws InvalidRequestException {
    if (wanted && !reserve) {
      throw refused("prealloc=on cannot go with reserve=off", "leave one of them out");
    }
  }

  private InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(subject, problem, advice);
  }
}
