package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A host that boots the stock kernel, with its console and a monitor. */
final class LinuxGuest implements AutoCloseable {

  /** Memory and entropy as most tests want them. */
  static final List<String> USUAL =
      List.of(
          "-object",
          "memory-backend-memfd,id=m0,size=512M",
          "-machine",
          "virt,memory-backend=m0",
          "-object",
          "rng-builtin,id=rng0",
          "-device",
          "virtio-rng-device,rng=rng0");

  private static final long DEADLINE_SECONDS = 240;
  private static final Pattern INIT =
      Pattern.compile("^GUEST-INIT (\\S+) ([0-9.]+)", Pattern.MULTILINE);

  final Host host;
  final QmpClient qmp;
  private final long begin = System.nanoTime();

  private LinuxGuest(Host host, QmpClient qmp) {
    this.host = host;
    this.qmp = qmp;
  }

  /**
   * Starts the guest's first instruction.
   *
   * @param commandLine for the kernel, behind the name of the console
   * @param words memory, devices and what else differs between tests
   */
  static LinuxGuest start(
      Installation installation, LinuxFiles files, String commandLine, List<String> words)
      throws Exception {
    Path socket = installation.scratch("linux.sock");
    var all = new ArrayList<>(words);
    all.addAll(
        List.of(
            "-kernel",
            files.kernel().toString(),
            "-initrd",
            files.initramfs().toString(),
            "-append",
            "console=ttyS0 " + commandLine,
            "-serial",
            "stdio",
            "-display",
            "none",
            "-S", // else it might end before anybody has connected
            "-qmp",
            "unix:" + socket + ",server=on,wait=off"));
    Host host = installation.start(List.of("BACKPLANE_LOG=info"), all.toArray(String[]::new));
    try {
      var guest = new LinuxGuest(host, QmpClient.awaited(host, socket));
      guest.order("cont");
      return guest;
    } catch (IOException | RuntimeException | Error e) {
      host.close();
      throw e;
    }
  }

  /** A command of the monitor that needs no arguments. */
  Object order(String command) throws IOException {
    return qmp.returned("{'execute':'" + command + "'}");
  }

  boolean isRunning() {
    try {
      return Boolean.TRUE.equals(((Map<?, ?>) order("query-status")).get("running"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitConsole(String part) {
    awaitConsole(part, 1);
  }

  /** Waits until the console has shown something so many times. */
  void awaitConsole(String part, int times) {
    await(times + " times '" + part + "' on the console", () -> times(part) >= times);
  }

  /** Waits for a condition as long as a boot may take, and no longer than the kernel lives. */
  private void await(String what, BooleanSupplier condition) {
    host.await(
        what,
        DEADLINE_SECONDS,
        TimeUnit.SECONDS,
        () -> condition.getAsBoolean() || host.output().contains("Kernel panic"));
    if (!condition.getAsBoolean()) {
      throw new AssertionError(what + " did not come before a panic\n" + host.picture());
    }
  }

  int times(String part) {
    return host.output().split(Pattern.quote(part), -1).length - 1;
  }

  /** Waits for the first line of the guest's init, and prints how long that took. */
  void awaitInit(String title) {
    await("the guest's init", () -> INIT.matcher(host.output()).find());
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    var line = INIT.matcher(host.output());
    assertThat(line.find()).isTrue();
    System.out.printf(
        "%s: %s reached its init in %.1f s, %s s by its own clock%n",
        title, line.group(1), took.toMillis() / 1e3, line.group(2));
  }

  /** Waits for the guest's last finding and gives them all; none of them is a failure. */
  Map<String, Finding> findings() {
    awaitConsole("GUEST-END pass=");
    Map<String, Finding> result = Finding.of(host.output());
    assertThat(result.values())
        .as(host.picture())
        .noneMatch(finding -> finding.verdict().equals("fail"));
    return result;
  }

  @Override
  public void close() throws Exception {
    try (host;
        qmp) {
      host.terminate();
    }
  }
}
