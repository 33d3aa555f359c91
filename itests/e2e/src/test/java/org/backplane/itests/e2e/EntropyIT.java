package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guests read entropy from files, devices and EGD servers, well behaved and not. */
class EntropyIT {

  private static final long TICKS_PER_SECOND = 100; // USER_HZ, the same on all of Linux

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    assertThat(installation.leftBehind()).isEmpty();
    installation.close();
  }

  private static String[] egd(Path socket) {
    return new String[] {
      "-chardev",
      "socket,id=egd,path=" + socket + ",reconnect-ms=50",
      "-object",
      "rng-egd,id=rng0,chardev=egd"
    };
  }

  @Test
  void fromADeviceOfTheHost() throws Exception {
    try (var guest =
        EntropyGuest.start(
            installation,
            "rng-loop bytes=65536 depth=8",
            "",
            "-object",
            "rng-random,id=rng0,filename=/dev/urandom")) {
      guest.awaitDone("RNG DONE");
    }
  }

  @Test
  void fromAFileThatGrows() throws Exception {
    Path file = installation.scratch("source");
    Files.write(file, new byte[640]);
    try (var guest =
        EntropyGuest.start(
            installation,
            "rng-loop bytes=960 report=1",
            "",
            "-object",
            "rng-random,id=rng0,filename=" + file)) {
      guest.host.awaitOutput("rng 10 640");
      assertThat(guest.host.output()).doesNotContain("RNG DONE");
      Files.write(file, new byte[320], java.nio.file.StandardOpenOption.APPEND);
      guest.awaitDone("RNG DONE 15 960");
    }
  }

  @Test
  void aSourceThatIsEmptyForEverCostsNoProcessorTimeAndNoMonitor() throws Exception {
    try (var guest =
        EntropyGuest.start(
            installation, "rng-loop", "", "-object", "rng-random,id=rng0,filename=/dev/null")) {
      guest.host.await("the end to be told", () -> guest.host.errors().contains("is at its end"));
      guest.qmp.returned("{\"execute\":\"stop\"}"); // the guest's own polling
      long before = processorTicks(guest.host.pid());
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      guest.qmp.returned("{\"execute\":\"query-status\"}");
      assertThat(processorTicks(guest.host.pid()) - before)
          .as("processor time of 2 seconds, in ticks")
          .isLessThan(TICKS_PER_SECOND);
      assertThat(guest.host.output()).doesNotContain("rng ");
    }
  }

  private static long processorTicks(long pid) throws Exception {
    String all = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = all.substring(all.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime
  }

  @Test
  void anAnswerInThreePacketsCompletesOneRequest() throws Exception {
    Path socket = installation.scratch("egd.sock");
    try (var server = EgdServer.at(socket).inPieces(10, 20, 34);
        var guest = EntropyGuest.start(installation, "rng-loop bytes=64", "", egd(socket))) {
      guest.awaitDone("RNG DONE 1 64");
      assertThat(server.commands()).isEqualTo("0240");
    }
  }

  @Test
  void largeRequestsAreSentInCommandsOf255Bytes() throws Exception {
    Path socket = installation.scratch("egd.sock");
    try (var server = EgdServer.at(socket).mute();
        var guest = EntropyGuest.start(installation, "rng-loop depth=8", "", egd(socket))) {
      guest.host.await("commands", () -> server.commands().length() >= 12);
      assertThat(server.commands()).isEqualTo("02ff02ff0202"); // eight buffers of 64 bytes
    }
  }

  @Test
  void aServerThatDiesAndReturnsServesWhatItOwed() throws Exception {
    Path socket = installation.scratch("egd.sock");
    var dying = EgdServer.at(socket).mute();
    try (var guest =
        EntropyGuest.start(installation, "rng-loop bytes=65536 depth=8", "", egd(socket))) {
      guest.host.await("a request", () -> !dying.commands().isEmpty());
      dying.close();
      guest.awaitFilename("egd", "disconnected:.*");
      try (var _ = EgdServer.at(socket)) {
        guest.awaitDone("RNG DONE");
      }
    }
  }

  @Test
  void aServerMayComeAndGoUnderLoad() throws Exception {
    Path socket = installation.scratch("egd.sock");
    try (var guest = EntropyGuest.start(installation, "rng-loop depth=8", "", egd(socket))) {
      for (int i = 0; i < 10; i++) {
        try (var _ = EgdServer.at(socket)) {
          long goal = guest.host.last("rng") + 1000;
          guest.host.await("progress", () -> guest.host.last("rng") >= goal);
        }
      }
      assertThat(guest.host.output()).doesNotContain("FAIL");
    }
  }

  @Test
  void anEgdServerOfOthersIsUnderstood() throws Exception {
    try (var broker = EntropyBroker.start(installation.scratch("broker"));
        var guest =
            EntropyGuest.start(
                installation, "rng-loop depth=8 report=50", "", egd(broker.socket()))) {
      guest.host.await("progress", () -> guest.host.last("rng") >= 300);
      broker.kill();
      guest.awaitFilename("egd", "disconnected:.*");
      broker.serve();
      long goal = guest.host.last("rng") + 300;
      guest.host.await("progress with the next server", () -> guest.host.last("rng") >= goal);
      assertThat(guest.host.output()).doesNotContain("FAIL");
    }
  }

  @Test
  void aCharacterDeviceServesOneSourceAndStaysWhileItDoes() throws Exception {
    Path socket = installation.scratch("egd.sock");
    try (var guest =
        EntropyGuest.start(
            installation,
            "idle",
            "",
            "-object",
            "rng-builtin,id=rng0",
            "-chardev",
            "socket,id=egd,path=" + socket + ",server=on,wait=off")) {
      QmpClient qmp = guest.qmp;
      qmp.returned(addEgd("one"));
      assertThat(qmp.errorClass(addEgd("two"))).isEqualTo("GenericError");
      assertThat(qmp.errorClass(addEgd("three").replace("\"egd\"", "\"none\"")))
          .isEqualTo("DeviceNotFound");
      assertThat(qmp.errorClass(removeDevice())).isEqualTo("GenericError");
      qmp.returned("{\"execute\":\"object-del\",\"arguments\":{\"id\":\"one\"}}");
      qmp.returned(addEgd("two"));
      qmp.returned("{\"execute\":\"object-del\",\"arguments\":{\"id\":\"two\"}}");
      qmp.returned(removeDevice());
      assertThat(guest.filename("egd")).isEmpty();
    }
  }

  private static String addEgd(String id) {
    return """
        {"execute":"object-add","arguments":{"qom-type":"rng-egd","id":"%s","chardev":"egd"}}\
        """
        .formatted(id);
  }

  private static String removeDevice() {
    return "{\"execute\":\"chardev-remove\",\"arguments\":{\"id\":\"egd\"}}";
  }

  /** 8 KiB at 1 KiB a second: seven periods have to pass, and time does not while it is stopped. */
  @Test
  void theQuotaIsOneOfGuestTime() throws Exception {
    try (var guest =
        EntropyGuest.start(
            installation,
            "rng-loop bytes=8192 report=1",
            "max-bytes=1024,period=1000",
            "-object",
            "rng-builtin,id=rng0")) {
      guest.host.awaitOutput("rng 1 64");
      guest.qmp.returned("{\"execute\":\"stop\"}");
      long stopped = System.nanoTime();
      long before = guest.host.last("rng");
      long end = stopped + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      // What one period gives may still have been on its way here.
      assertThat(guest.host.last("rng") - before).isLessThanOrEqualTo(16);
      long standing = System.nanoTime() - stopped;
      guest.qmp.returned("{\"execute\":\"cont\"}");
      guest.awaitDone("RNG DONE");
      // However slow this host is, machine time is not faster than its own.
      var took = Duration.ofNanos(System.nanoTime() - guest.startedNanos - standing);
      assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
      System.out.println("8 KiB at 1 KiB a second took the guest " + took.toMillis() + " ms");
    }
  }
}
