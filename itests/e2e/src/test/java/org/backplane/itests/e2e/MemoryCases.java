package org.backplane.itests.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/** The table of memory backends as tests: a container for each group, a test for each case. */
final class MemoryCases {

  private static final List<String> TABLES =
      List.of(
          "life-cycle",
          "common",
          "numa",
          "rom",
          "mem-path",
          "file",
          "anonymous",
          "threads",
          "huge-pages",
          "effects",
          "reports");

  private MemoryCases() {}

  /**
   * Reads the table.
   *
   * @param qemu the version whose answers are wanted; empty: ours
   * @param run does one case, or aborts when the host lacks what it needs
   */
  static Stream<DynamicContainer> tests(Optional<QemuVersion> qemu, Consumer<MemoryCase> run) {
    return TABLES.stream().flatMap(table -> groups(table, qemu, run));
  }

  private static Stream<DynamicContainer> groups(
      String table, Optional<QemuVersion> qemu, Consumer<MemoryCase> run) {
    var groups = new ArrayList<DynamicContainer>();
    var tests = new ArrayList<DynamicTest>();
    String title = table;
    for (String line : lines(table)) {
      if (line.startsWith("== ")) {
        close(groups, title, tests);
        title = table + ": " + line.substring(3);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        MemoryCase.of(parse(line), qemu)
            .forEach(one -> tests.add(DynamicTest.dynamicTest(one.name(), () -> run.accept(one))));
      }
    }
    close(groups, title, tests);
    return groups.stream();
  }

  private static void close(
      List<DynamicContainer> groups, String title, List<DynamicTest> collected) {
    if (!collected.isEmpty()) {
      groups.add(DynamicContainer.dynamicContainer(title, List.copyOf(collected)));
      collected.clear();
    }
  }

  private static List<String> lines(String table) {
    try (InputStream in = MemoryCases.class.getResourceAsStream("memory/" + table + ".cases")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parse(String line) {
    try {
      return (Map<String, Object>) JsonReader.parse(line);
    } catch (JsonException e) {
      throw new IllegalArgumentException(line, e);
    }
  }
}
