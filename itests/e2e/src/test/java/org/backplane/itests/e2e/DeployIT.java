package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jars come, change and go in the deploy folder of a host whose guest reads entropy in a loop. */
class DeployIT {

  private static final int UPDATES = 20;

  private Installation installation;
  private Path socket;

  @BeforeEach
  void unpack() throws Exception {
    installation = Installation.unpack();
    socket = installation.scratch("qmp.sock");
  }

  @AfterEach
  void remove() throws Exception {
    installation.close();
  }

  private Host start() throws Exception {
    Host host =
        installation.start(
            List.of("BACKPLANE_LOG=info"),
            GuestIT.machine(
                installation,
                "rng-loop depth=8 report=100",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off"));
    host.await("the monitor's socket", () -> Files.exists(socket));
    awaitProgress(host);
    return host;
  }

  private static void awaitProgress(Host host) {
    long goal = host.last("rng") + 200;
    host.await("200 more requests", () -> host.last("rng") >= goal);
  }

  @Test
  void twentyUpdatesOfTheEntropyBundleUnderLoad() throws Exception {
    Path builtIn = installation.bundle("org.backplane.rng-");
    installation.deploy(builtIn, "rng.jar");
    try (Host host = start()) {
      for (int i = 0; i < UPDATES; i++) {
        int before = realizations(host);
        installation.deploy(installation.variant(builtIn, i), "rng.jar");
        host.await("update " + i, () -> realizations(host) > before);
        awaitProgress(host);
      }
      assertThat(host.output()).doesNotContain("FAIL");
      assertThat(host.isAlive()).isTrue();
    }
  }

  /** How often the object got code, as the log tells. */
  private static int realizations(Host host) {
    return host.errors().split("rng-builtin 'rng0': realized", -1).length - 1;
  }

  @Test
  void withoutItsJarTheObjectWaitsAndWithItGoesOn() throws Exception {
    Path builtIn = installation.bundle("org.backplane.rng-");
    installation.deploy(builtIn, "rng.jar");
    try (Host host = start();
        QmpClient qmp = QmpClient.negotiated(socket)) {
      Files.delete(installation.deploy().resolve("rng.jar"));
      host.await("the object to be detached", () -> "detached".equals(phase(qmp, "rng0")));
      installation.deploy(builtIn, "rng.jar");
      host.await("the object to be back", () -> "realized".equals(phase(qmp, "rng0")));
      awaitProgress(host);
      assertThat(host.output()).doesNotContain("FAIL");
    }
  }

  @Test
  void theMonitorsOfTheCommandLineComeBackWithTheirJar() throws Exception {
    Path builtIn = installation.bundle("org.backplane.monitor-");
    installation.deploy(builtIn, "monitor.jar");
    try (Host host = start()) {
      for (int i = 0; i < 2; i++) {
        try (QmpClient old = QmpClient.awaited(host, socket)) {
          Files.delete(installation.deploy().resolve("monitor.jar"));
          assertThatThrownBy(() -> old.awaitEvent("NONE")).isInstanceOf(IOException.class);
        }
        installation.deploy(builtIn, "monitor.jar");
        try (QmpClient again = QmpClient.awaited(host, socket)) {
          assertThat(phase(again, "rng0")).isEqualTo("realized");
        }
      }
      awaitProgress(host);
    }
  }

  @Test
  void aThirdPartyJarBringsItsType() throws Exception {
    Path example = Path.of(System.getProperty("backplane.example"));
    String add =
        "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"rng-example\",\"id\":\"r1\"}}";
    try (Host host = start();
        QmpClient qmp = QmpClient.negotiated(socket)) {
      assertThat(qmp.errorClass(add)).isEqualTo("GenericError");
      installation.deploy(example, "example.jar");
      host.await("the type", () -> types(qmp).contains("rng-example"));
      qmp.returned(add);
      assertThat(phase(qmp, "r1")).isEqualTo("realized");
      Files.delete(installation.deploy().resolve("example.jar"));
      host.await("the object to be detached", () -> "detached".equals(phase(qmp, "r1")));
    }
  }

  @Test
  void aFileInEtcIsAnObject() throws Exception {
    Path file = installation.home().resolve("etc/org.backplane.object-e0.cfg");
    try (Host host = start();
        QmpClient qmp = QmpClient.negotiated(socket)) {
      Path part = installation.scratch("part");
      Files.writeString(part, "type=rng-builtin\nid=e0\n");
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      host.await("the object", () -> "realized".equals(phase(qmp, "e0")));
      Files.delete(file);
      host.await("its end", () -> "none".equals(phase(qmp, "e0")));
    }
  }

  private static String phase(QmpClient qmp, String id) {
    try {
      Object all = qmp.returned("{\"execute\":\"x-query-objects\"}");
      for (Object entry : (List<?>) all) {
        if (entry instanceof Map<?, ?> object && id.equals(object.get("id"))) {
          return String.valueOf(object.get("phase"));
        }
      }
      return "none";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String types(QmpClient qmp) {
    try {
      return qmp.returned("{\"execute\":\"qom-list-types\"}").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
