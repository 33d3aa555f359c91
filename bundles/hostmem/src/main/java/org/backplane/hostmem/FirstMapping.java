package org.backplane.hostmem;

import org.backplane.api.BackplaneException;
import org.backplane.linux.Advice;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;

/**
 * How the memory of a new definition comes about. Nothing of this happens again when new code takes
 * it over.
 */
final class FirstMapping {

  private final MemorySettings settings;
  private final MappedMemory.MappingMaker maker;
  private final PreallocContext context;
  private final Preallocator preallocator;

  FirstMapping(
      MemorySettings settings,
      MappedMemory.MappingMaker maker,
      PreallocContext context,
      Preallocator preallocator) {
    this.settings = settings;
    this.maker = maker;
    this.context = context;
    this.preallocator = preallocator;
  }

  /**
   * Maps, advises, places and populates.
   *
   * @throws BackplaneException a step was refused; nothing stays mapped then
   */
  Mapping make() throws BackplaneException {
    // What a look at the settings refuses touches no file; the rest goes in the order that users
    // know.
    settings.placement().checkTogether(settings.subject());
    context.link(settings.preallocContext());
    boolean done = false;
    try {
      Mapping mapping = prepared(mapped());
      done = true;
      return mapping;
    } finally {
      if (!done) {
        context.close();
      }
    }
  }

  private Mapping prepared(Mapping mapping) throws BackplaneException {
    boolean done = false;
    try {
      mapping.label(settings.blockName());
      settings.checkWholePages(mapping.pageSizeBytes());
      advise(mapping);
      settings.placement().apply(settings.subject(), mapping);
      if (settings.prealloc()) {
        preallocator.populate(
            mapping, settings.share(), settings.preallocThreads(), "make the object again");
      }
      done = true;
      return mapping;
    } finally {
      if (!done) {
        giveBack(mapping);
      }
    }
  }

  // Whoever undoes what was done to a file must not meet our own mapping of it.
  private static void giveBack(Mapping mapping) {
    if (mapping.backing().isPresent()) {
      mapping.closeAndWait();
    } else {
      mapping.close();
    }
  }

  private Mapping mapped() throws BackplaneException {
    try {
      return maker.map();
    } catch (LinuxException e) {
      throw HostRefusal.of(settings.subject(), "the memory cannot be mapped", e);
    }
  }

  private void advise(Mapping mapping) {
    advise(mapping, Advice.HUGEPAGE);
    advise(mapping, Advice.DONTFORK);
    if (settings.merge()) {
      advise(mapping, Advice.MERGEABLE);
    }
    if (!settings.dump()) {
      advise(mapping, Advice.DONTDUMP);
    }
  }

  /**
   * Gives the kernel advice. It is a wish: a kernel that does not offer it, or cannot follow it,
   * serves the memory all the same.
   */
  static void advise(Mapping mapping, Advice advice) {
    try {
      mapping.advise(advice);
    } catch (LinuxException _) {
      // as above
    }
  }
}
