package org.backplane.hostmem.file;

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

  private final HostmemFileFactory factory = new HostmemFileFactory();
  private final TestCreation definition;
  private HostMemory memory;

  /**
   * @param more properties by name
   */
  Made(Path path, long size, Map<String, ?> more) throws BackplaneException {
    this(path.toString(), size, more);
  }

  Made(String path, long size, Map<String, ?> more) throws BackplaneException {
    var given = new HashMap<String, Object>(Map.of("mem-path", path, "size", size));
    given.putAll(more);
    definition = new TestCreation(factory.description(), "m0", given);
    try {
      memory = (HostMemory) factory.create(definition);
    } catch (BackplaneException e) {
      List<String> left = definition.resources().names();
      definition.close();
      if (!left.isEmpty()) {
        throw new AssertionError("a refused creation leaves " + left, e);
      }
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

  void exchangeCode() throws BackplaneException {
    memory.close();
    memory = (HostMemory) factory.create(definition);
  }

  @Override
  public void close() {
    memory.close();
    definition.close();
  }

  /** Descriptors and mappings of this process whose file's name contains the text. */
  static List<String> traces(String name) throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"));
        var areas = Files.lines(Path.of("/proc/self/maps"))) {
      return Stream.concat(descriptors.map(Made::target), areas)
          .filter(line -> line.contains(name))
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
