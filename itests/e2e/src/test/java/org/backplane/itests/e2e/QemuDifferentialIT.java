package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real QEMU answers the table of memory backends as Backplane does, but where a line says so. */
class QemuDifferentialIT {

  @TempDir private static Path folder;

  private static MonitoredHost qemu;
  private static Installation installation;
  private static MonitoredHost ours;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> executable = executable();
    Assumptions.assumeTrue(executable.isPresent(), "qemu-system-x86_64 is not installed");
    qemu = MonitoredHost.qemu(executable.get(), folder);
    installation = Installation.unpack();
    ours = MonitoredHost.backplane(installation);
  }

  @AfterAll
  static void end() throws Exception {
    if (installation != null) {
      try (var _ = installation;
          var _ = ours) {
        qemu.close();
      }
    }
  }

  private static Optional<Path> executable() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(entry -> Path.of(entry, "qemu-system-x86_64"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @TestFactory
  Stream<DynamicContainer> table() throws Exception {
    QemuVersion version = QemuVersion.of(qemu.returned("query-version", Map.of()));
    return MemoryCases.tests(Optional.of(version), one -> CaseRun.run(qemu, one, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory-backend-ram|{}",
        "memory-backend-ram|{'share':true,'merge':false,'dump':false,'prealloc':true}",
        "memory-backend-ram|{'policy':'bind','host-nodes':[0]}",
        "memory-backend-memfd|{'seal':false,'reserve':false}",
        "memory-backend-memfd|{'share':false,'policy':'preferred','host-nodes':[0]}",
        "memory-backend-file|{'mem-path':'$dir/f'}",
        "memory-backend-file|{'mem-path':'$dir/f','share':true,'discard-data':true}"
      })
  void reportsAreTheSame(String type, String members) throws Exception {
    String add =
        "{'execute':'object-add','arguments':{'qom-type':'%s','id':'m','size':4194304%s}}"
            .formatted(type, members.equals("{}") ? "" : "," + inner(members));
    for (MonitoredHost host : List.of(qemu, ours)) {
      assertThat(host.reply(add).get("error")).isNull();
    }
    try {
      for (String line : List.of("info memdev", "qom-get m policy", "qom-get m size")) {
        Map<String, Object> command = Map.of("command-line", line);
        assertThat(ours.returned("human-monitor-command", command))
            .as(line)
            .isEqualTo(qemu.returned("human-monitor-command", command));
      }
      assertThat(ours.returned("query-memdev", Map.of()))
          .isEqualTo(qemu.returned("query-memdev", Map.of()));
      Map<String, String> theirs = properties(qemu);
      assertThat(properties(ours)).containsAllEntriesOf(theirs);
      for (String property : theirs.keySet()) {
        Map<String, Object> get = Map.of("path", "/objects/m", "property", property);
        assertThat(ours.returned("qom-get", get))
            .as(property)
            .isEqualTo(qemu.returned("qom-get", get));
      }
    } finally {
      for (MonitoredHost host : List.of(qemu, ours)) {
        host.returned("object-del", Map.of("id", "m"));
      }
    }
  }

  private static String inner(String members) {
    return members.substring(1, members.length() - 1).replace("$dir", folder.toString());
  }

  /** Name and type of each property and child. */
  private static Map<String, String> properties(MonitoredHost host) throws Exception {
    var result = new TreeMap<String, String>();
    for (Object entry : (List<?>) host.returned("qom-list", Map.of("path", "/objects/m"))) {
      var property = new LinkedHashMap<Object, Object>((Map<?, ?>) entry);
      result.put(property.get("name").toString(), property.get("type").toString());
    }
    return result;
  }
}
