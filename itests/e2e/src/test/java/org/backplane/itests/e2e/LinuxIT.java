package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stock kernel of a Debian release boots on the unpacked archive and uses its backends. */
class LinuxIT {

  private static final int UPDATES = 5;
  private static final int IDLE_PERCENT = 10;
  private static final int WINDOWS = 12;
  private static final String KERNEL_BEGINS = "Linux version ";

  private static LinuxFiles files;
  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    files = LinuxFiles.fetched();
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    if (installation != null) {
      assertThat(installation.leftBehind()).isEmpty();
      installation.close();
    }
  }

  private static LinuxGuest start(String commandLine, String... more) throws Exception {
    return LinuxGuest.start(
        installation,
        files,
        commandLine,
        Stream.concat(LinuxGuest.USUAL.stream(), Stream.of(more)).toList());
  }

  @Test
  void theKernelFindsTheWholeMachineAndPowersOff() throws Exception {
    var words =
        List.of(
            "-object",
            "memory-backend-memfd,id=m0,size=512M",
            "-machine",
            "virt,memory-backend=m0",
            "-object",
            "rng-random,id=rng0,filename=/dev/urandom",
            "-device",
            "virtio-rng-device,rng=rng0");
    try (var guest = LinuxGuest.start(installation, files, "quiet", words)) {
      guest.awaitInit("whole machine");
      Map<String, Finding> findings = guest.findings();
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
      findings.forEach((name, finding) -> System.out.println("  " + name + " " + finding));
      assertThat(
              findings.entrySet().stream().filter(one -> one.getValue().verdict().equals("pass")))
          .extracting(Map.Entry::getKey)
          .contains("cpu", "timer", "clock", "rtc", "memory", "pattern", "virtio0", "hwrng")
          .contains("float", "hole", "interrupts", "loop", "sha256");
      assertThat(findings.get("memory").number("kib")).isBetween(400L << 10, 512L << 10);
      assertThat(findings.get("hwrng").detail()).contains("source=virtio_rng.0 ");
      assertThat(findings.get("interrupts").number("virtio")).isPositive();
      assertThat(findings.get("interrupts").number("serial")).isPositive();
    }
  }

  @Test
  void memoryOfTwoBackendsIsTwoNodes() throws Exception {
    Path file = installation.scratch("node1");
    var words =
        List.of(
            "-object",
            "memory-backend-ram,id=m0,size=256M",
            "-object",
            "memory-backend-file,id=m1,size=256M,share=on,mem-path=" + file,
            "-machine",
            "virt",
            "-m",
            "512M",
            "-numa",
            "node,nodeid=0,cpus=0,memdev=m0",
            "-numa",
            "node,nodeid=1,memdev=m1");
    try (var guest = LinuxGuest.start(installation, files, "quiet guest.run=memory,hwrng", words)) {
      guest.awaitInit("two nodes");
      Map<String, Finding> findings = guest.findings();
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
      assertThat(findings.get("memory").number("nodes")).isEqualTo(2);
      assertThat(findings.get("memory").number("kib")).isBetween(400L << 10, 512L << 10);
      assertThat(findings.get("pattern").verdict()).isEqualTo("pass");
      assertThat(findings.get("hwrng").verdict()).isEqualTo("absent");
      assertThat(Files.size(file)).isEqualTo(256L << 20);
    }
  }

  @Test
  void aBootIsHeldResetRebootedAndQuit() throws Exception {
    try (var guest = start("earlycon guest.run=cpu guest.end=reboot")) {
      guest.awaitConsole(KERNEL_BEGINS);
      guest.order("stop");
      assertThat(guest.isRunning()).isFalse();
      String sofar = guest.host.output();
      assertThat(sofar).doesNotContain("GUEST-INIT");
      pass(Duration.ofSeconds(1));
      String held = guest.host.output();
      // The last bytes may have been on their way.
      assertThat(held.length() - sofar.length()).as("bytes of a held guest").isLessThan(256);
      guest.order("cont");
      guest.host.await("more", () -> guest.host.output().length() > held.length() + 1024);

      guest.order("system_reset");
      guest.qmp.awaitEvent("RESET");
      guest.awaitConsole(KERNEL_BEGINS, 2);
      guest.awaitConsole("GUEST-END pass=1 fail=0 absent=0");
      assertThat(guest.times("GUEST-INIT")).isEqualTo(1);

      guest.awaitConsole(KERNEL_BEGINS, 3);
      assertThat(guest.qmp.awaitEvent("RESET").get("reason")).isEqualTo("guest-reset");
      guest.order("quit");
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"reboot, reboot: Restarting system", "panic, Kernel panic"})
  void withoutRebootARestartIsTheEnd(String end, String line) throws Exception {
    String commandLine = "quiet panic=-1 guest.run=none guest.end=" + end;
    try (var guest = start(commandLine, "-no-reboot")) {
      guest.awaitInit(end);
      // As in QEMU: to the machine a panic is a restart like any other.
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
      assertThat(guest.host.output()).contains(line);
      assertThat(guest.times("GUEST-INIT")).isEqualTo(1);
    }
  }

  @Test
  void whatIsTypedReachesAShellAndAnIdleGuestCostsLittle() throws Exception {
    try (var guest = start("quiet guest.run=console guest.end=shell")) {
      guest.awaitInit("shell");
      guest.awaitConsole("GUEST-ASK");
      guest.host.type("with kind regards\n");
      assertThat(guest.findings().get("console"))
          .isEqualTo(new Finding("pass", "with kind regards"));
      guest.awaitConsole("guest# ");
      guest.host.type("echo $((6 * 7)) is the answer\n");
      guest.awaitConsole("42 is the answer");
      guest.awaitConsole("guest# ", 2);

      awaitIdle(guest);

      guest.host.type("exit\n");
      guest.awaitConsole("Kernel panic"); // as its init is gone
      guest.order("quit");
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
    }
  }

  /** The kernel tests its ciphers behind the shell's back first, which takes its time. */
  private static void awaitIdle(LinuxGuest guest) {
    var window = Duration.ofSeconds(10);
    double percent = 100;
    for (int i = 0; i < WINDOWS && percent > IDLE_PERCENT; i++) {
      Duration before = processorTime(guest);
      pass(window);
      percent = 100.0 * processorTime(guest).minus(before).toMillis() / window.toMillis();
      System.out.printf("  at a shell's prompt: %.1f %% of a processor%n", percent);
    }
    assertThat(percent).as("percent of a processor").isLessThanOrEqualTo(IDLE_PERCENT);
  }

  private static Duration processorTime(LinuxGuest guest) {
    return ProcessHandle.of(guest.host.pid())
        .flatMap(one -> one.info().totalCpuDuration())
        .orElseThrow();
  }

  @Test
  void theBundleOfEntropyIsUpdatedWhileTheKernelReads() throws Exception {
    Path builtIn = installation.bundle("org.backplane.rng-");
    installation.deploy(builtIn, "rng.jar");
    try (var guest = start("quiet guest.run=none guest.end=shell")) {
      guest.awaitInit("entropy");
      guest.awaitConsole("guest# ");
      guest.host.type(
          "n=0; while [ $(dd if=/dev/hwrng bs=512 count=8 iflag=fullblock 2> /dev/null | wc -c)"
              + " = 4096 ]; do n=$((n + 1)); echo entropy $n; done\n");
      awaitReads(guest, 5);
      for (int i = 0; i < UPDATES; i++) {
        int before = realizations(guest);
        installation.deploy(installation.variant(builtIn, i), "rng.jar");
        guest.host.await("update " + i, () -> realizations(guest) > before);
        awaitReads(guest, 5);
      }
      guest.order("quit");
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
    } finally {
      Files.delete(installation.deploy().resolve("rng.jar"));
    }
  }

  private static int realizations(LinuxGuest guest) {
    return guest.host.errors().split("rng-builtin 'rng0': realized", -1).length - 1;
  }

  private static void awaitReads(LinuxGuest guest, int more) {
    long goal = guest.host.last("entropy") + more;
    guest.host.await(more + " more reads", () -> guest.host.last("entropy") >= goal);
  }

  /** Lets time go by that is itself what a test is about. */
  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
