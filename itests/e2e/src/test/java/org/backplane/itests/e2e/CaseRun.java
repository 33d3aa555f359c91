package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Runs a case of the table of memory backends against a host, and leaves the host as it was. */
final class CaseRun {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final Duration QEMU_SETTLING = Duration.ofMillis(500);

  private final MonitoredHost host;
  private final MemoryCase test;
  private final CaseFolder folder;
  private final boolean ours;

  private CaseRun(MonitoredHost host, MemoryCase test, CaseFolder folder, boolean ours) {
    this.host = host;
    this.test = test;
    this.folder = folder;
    this.ours = ours;
  }

  /**
   * Does a case.
   *
   * @param ours whether error texts are looked at too, and what is left of the case in the process
   */
  static void run(MonitoredHost host, MemoryCase test, boolean ours) {
    Assumptions.assumeTrue(test.skip().isEmpty(), test.skip());
    Assertions.assertTimeoutPreemptively(
        DEADLINE,
        () -> {
          try (HostNeeds _ = HostNeeds.of(test.needs());
              CaseFolder folder = CaseFolder.with(test.files())) {
            new CaseRun(host, test, folder, ours).run();
          }
        });
  }

  private void run() throws Exception {
    boolean done = false;
    try {
      for (MemoryStep step : test.steps()) {
        take(step);
      }
      deleteAll();
      assertThat(memdevs()).as("backends that are left").isEmpty();
      awaitUnmapped();
      done = true;
    } finally {
      if (!done) {
        // Whatever state that was: the next case shall not suffer for it.
        host.stop();
      }
    }
  }

  private void deleteAll() throws Exception {
    Set<String> ids = new LinkedHashSet<>(List.of(MemoryStep.USUAL_ID));
    for (MemoryStep step : test.steps()) {
      if (step instanceof MemoryStep.Add add) {
        ids.add(add.id());
      }
    }
    for (String id : ids) {
      host.reply("object-del", Map.of("id", id));
    }
  }

  /** Hosts may unmap a little after the answer. A QEMU that never does is replaced. */
  private void awaitUnmapped() throws Exception {
    long end = System.nanoTime() + (ours ? SETTLING : QEMU_SETTLING).toNanos();
    while (!host.traces().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    List<String> left = host.traces();
    if (ours) {
      assertThat(left).as("mappings and descriptors that are left").isEmpty();
    } else if (!left.isEmpty()) {
      host.stop();
    }
  }

  private void take(MemoryStep step) throws Exception {
    switch (step) {
      case MemoryStep.Add add -> add(add);
      case MemoryStep.Delete(var id, var is) ->
          expect(step, is, host.reply("object-del", Map.of("id", id)));
      case MemoryStep.Change change ->
          expect(change, change.is(), host.reply("qom-set", arguments(change)));
      case MemoryStep.Reads(var id, var values) -> reads(id, values);
      case MemoryStep.Unreadable(var id, var property, var is) ->
          expect(step, is, host.reply("qom-get", property(id, property)));
      case MemoryStep.Report(var entry) -> assertThat(memdevs()).as("query-memdev").contains(entry);
      case MemoryStep.MonitorLine(var line, var text) -> monitorLine(line, text);
      case MemoryStep.Message(var text, var is) -> expect(step, is, host.reply(text));
      case MemoryStep.FileIs(var name, var expected) -> fileIs(name, expected);
      case MemoryStep.Gone(var name) -> assertThat(folder.resolve(name)).doesNotExist();
      case MemoryStep.Empty(var name) -> assertThat(folder.inside(name)).isEmpty();
      case MemoryStep.Mapped(var part, var permissions) ->
          assertThat(host.maps().permissions(placed(part))).as(part).containsExactly(permissions);
      case MemoryStep.Flags(var part, var has, var lacks) -> flags(placed(part), has, lacks);
      case MemoryStep.Nodes(var part, var policy) ->
          assertThat(host.maps().policies(placed(part))).as(part).containsExactly(policy);
      case MemoryStep.Resident(var part, var bytes) ->
          assertThat(
                  host.maps().named(placed(part)).stream().mapToLong(m -> m.residentBytes()).sum())
              .as("resident of %s", part)
              .isEqualTo(bytes);
    }
  }

  private void add(MemoryStep.Add add) throws Exception {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("qom-type", add.type());
    arguments.put("id", add.id());
    add.members().forEach((name, value) -> arguments.put(name, placed(value)));
    Map<?, ?> reply = host.reply("object-add", arguments);
    expect(add, add.is(), reply);
    if (ours && !add.says().isEmpty()) {
      assertThat(reply.get("error").toString()).as("%s", add).contains(add.says());
    }
  }

  private static void expect(MemoryStep step, String is, Map<?, ?> reply) {
    String outcome =
        reply.get("error") instanceof Map<?, ?> error
            ? String.valueOf(error.get("class"))
            : MemoryStep.OK;
    assertThat(outcome).as("%s answered %s", step, reply).isEqualTo(is);
  }

  private Map<String, Object> arguments(MemoryStep.Change change) {
    var arguments = new LinkedHashMap<>(property(change.id(), change.property()));
    arguments.put("value", placed(change.value()));
    return arguments;
  }

  private static Map<String, Object> property(String id, String property) {
    return Map.of("path", "/objects/" + id, "property", property);
  }

  private void reads(String id, Map<String, Object> values) throws Exception {
    var read = new LinkedHashMap<String, Object>();
    for (var expected : values.entrySet()) {
      Object value = host.returned("qom-get", property(id, expected.getKey()));
      boolean anyNumber =
          "$number".equals(expected.getValue()) && value instanceof Long number && number != 0;
      read.put(expected.getKey(), anyNumber ? "$number" : value);
    }
    var placed = new LinkedHashMap<String, Object>();
    values.forEach((name, value) -> placed.put(name, placed(value)));
    assertThat(read).as("properties of %s", id).isEqualTo(placed);
  }

  private List<Object> memdevs() throws Exception {
    return List.copyOf((List<?>) host.returned("query-memdev", Map.of()));
  }

  private void monitorLine(String line, String text) throws Exception {
    Object answer =
        host.returned("human-monitor-command", Map.of("command-line", placed((Object) line)));
    if (text.equals("$error")) {
      assertThat(answer.toString()).as(line).startsWith("Error: ");
    } else {
      assertThat(answer).as(line).isEqualTo(text);
    }
  }

  private void fileIs(String name, Map<String, Object> expected) throws IOException {
    Path file = folder.resolve(name);
    assertThat(file).exists();
    if (expected.containsKey("size")) {
      assertThat(Files.size(file)).as("%s", file).isEqualTo(CaseFolder.size(expected.get("size")));
    }
    if (expected.get("mode") instanceof String octal) {
      int mode = Integer.parseInt(octal, 8) & ~HostNeeds.umask();
      assertThat(Files.getPosixFilePermissions(file)).isEqualTo(CaseFolder.permissions(mode));
    }
    if (expected.get("content") instanceof String content) {
      boolean holds = content.equals("same") ? folder.isAsMade(name) : folder.isZero(name);
      assertThat(holds).as("%s is %s", file, content).isTrue();
    }
  }

  private void flags(String part, Set<String> has, Set<String> lacks) throws IOException {
    List<HostMaps.Mapping> mappings = host.maps().named(part);
    assertThat(mappings).as(part).isNotEmpty();
    for (HostMaps.Mapping mapping : mappings) {
      var asWished = new HashSet<>(mapping.flags());
      asWished.addAll(has);
      asWished.removeAll(lacks);
      assertThat(mapping.flags()).as("flags of %s", part).isEqualTo(asWished);
    }
  }

  private Object placed(Object value) {
    return value instanceof String text ? placed(text) : value;
  }

  private String placed(String text) {
    return text.replace("$dir", folder.toString());
  }
}
