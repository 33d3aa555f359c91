package org.backplane.hostmem;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;

/**
 * The common properties of a definition, checked together.
 *
 * @param subject names the object in messages
 * @param sizeBytes 1 or more
 * @param share whether other processes may map the memory
 * @param merge whether the kernel may merge equal pages
 * @param dump whether a core dump contains the memory
 * @param prealloc whether all pages are taken from the host before the object is there
 * @param preallocThreads how many threads may do that, 1 or more
 * @param reserve whether the host sets the memory aside
 * @param blockName the memory block's name: the object's id, or its path
 */
public record MemorySettings(
    String subject,
    long sizeBytes,
    boolean share,
    boolean merge,
    boolean dump,
    boolean prealloc,
    long preallocThreads,
    boolean reserve,
    String blockName) {

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
            values.bool(MemoryBackendProperties.SHARE),
            values.bool(MemoryBackendProperties.MERGE),
            values.bool(MemoryBackendProperties.DUMP),
            values.bool(MemoryBackendProperties.PREALLOC),
            values.number(MemoryBackendProperties.PREALLOC_THREADS),
            values.bool(MemoryBackendProperties.RESERVE),
            byPath ? creation.path().toString() : creation.path().id());
    settings.checkSize();
    settings.checkPrealloc(settings.prealloc);
    settings.checkPolicy(values.text(MemoryBackendProperties.POLICY));
    settings.checkHostNodes(values.numbers(MemoryBackendProperties.HOST_NODES));
    return settings;
  }

  private void checkSize() throws InvalidRequestException {
    if (sizeBytes == 0) {
      throw refused("size must not be 0", "give a size such as size=64M");
    }
    if (sizeBytes < 0) { // read as unsigned, which also catches negative numbers in JSON
      throw refused(
          "size %s is more than any host has".formatted(Long.toUnsignedString(sizeBytes)),
          "give a size such as size=64M");
    }
  }

  /** Pages that nothing was set aside for must not be taken in advance. */
  void checkPrealloc(boolean wanted) throws InvalidRequestException {
    if (wanted && !reserve) {
      throw refused("prealloc=on cannot go with reserve=off", "leave one of them out");
    }
  }

  /** Placement on NUMA nodes is refused, since ignoring it would go unnoticed. */
  void checkPolicy(String policy) throws InvalidRequestException {
    if (!policy.equals(MemoryBackendProperties.POLICY_DEFAULT)) {
      throw refused(
          "policy=%s is not supported yet on this build".formatted(policy),
          "leave policy at '%s'".formatted(MemoryBackendProperties.POLICY_DEFAULT));
    }
  }

  /** As {@link #checkPolicy}. */
  void checkHostNodes(List<Integer> nodes) throws InvalidRequestException {
    if (!nodes.isEmpty()) {
      throw refused(
          "host-nodes=%s is not supported yet on this build".formatted(nodes),
          "leave host-nodes out");
    }
  }

  /** Whether a change of a property that is not supported leaves it at its default. */
  void checkUnsupported(String property, PropertyValue value) throws InvalidRequestException {
    switch (value) {
      case PropertyValue.Text(String policy) -> checkPolicy(policy);
      case PropertyValue.Numbers(List<Integer> nodes) -> checkHostNodes(nodes);
      default -> throw new IllegalArgumentException(property + " " + value);
    }
  }

  private InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(subject, problem, advice);
  }
}
