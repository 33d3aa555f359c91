package org.backplane.hostmem.memfd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.type.PropertyValue;
import org.backplane.tck.TestCreation;

/** A live memory with its definition. */
final class Made implements AutoCloseable {

  private final HostmemMemfdFactory factory = new HostmemMemfdFactory(true);
  private final TestCreation definition;
  private final HostMemory memory;

  /**
   * @param more properties by name
   */
  Made(long size, Map<String, ?> more) throws BackplaneException {
    var given = new HashMap<String, Object>(Map.of("size", size));
    given.putAll(more);
    definition = new TestCreation(factory.description(), "m0", given);
    try {
      memory = (HostMemory) factory.create(definition);
    } catch (BackplaneException e) {
      definition.close();
      throw e;
    }
  }

  HostMemory memory() {
    return memory;
  }

  MemoryBlock block() {
    return memory.block();
  }

  PropertyValue get(String property) {
    return definition.get(memory, property).orElseThrow();
  }

  void set(String property, Object value) throws BackplaneException {
    definition.set(memory, property, value);
  }

  /** The file behind it, for whoever opens it anew. */
  Path file() {
    return Path.of("/proc/self/fd/" + memory.backing().orElseThrow().descriptor());
  }

  @Override
  public void close() {
    memory.close();
    definition.close();
  }

  /** The type's descriptors and mappings in this process. */
  static List<String> traces() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"));
        var areas = Files.lines(Path.of("/proc/self/maps"))) {
      return Stream.concat(descriptors.map(Made::target), areas)
          .filter(line -> line.contains("memfd:memory-backend-memfd"))
          .toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return ""; // closed meanwhile
    }
  }
}
