package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What guests and operators do with memory backends, on the unpacked archive. */
class MemoryIT {

  /** Where memory devices begin behind 64 MiB of RAM at 2 GiB. */
  private static final String DEVICE_MEMORY = "0xc0000000";

  private static final long DEVICE_ADDRESS = 0xc000_0000L;
  private static final long MIB = 1 << 20;

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

  @Test
  void clonesOfATemplateRunAtOnceAndLeaveItAlone() throws Exception {
    Path template = noise("template", 64 * MIB);
    Files.setPosixFilePermissions(template, PosixFilePermissions.fromString("r--r--r--"));
    var before = digest(template);
    var modified = Files.getLastModifiedTime(template);
    String memory =
        "memory-backend-file,id=m0,size=64M,share=off,readonly=on,rom=off,mem-path="
            + template.toString().replace(",", ",,");
    try (Host first = installation.start(machine(memory, "demo"));
        Host second = installation.start(machine(memory, "demo"))) {
      for (Host host : List.of(first, second)) {
        assertThat(host.exitStatus()).as(host.picture()).isZero();
        assertThat(host.output()).contains("DEMO PASS");
      }
    }
    assertThat(digest(template)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(template)).isEqualTo(modified);
  }

  @Test
  void aReadOnlyFileAsRamIsRefused() throws Exception {
    Path template = noise("rom-as-ram", 64 * MIB);
    try (Host host =
        installation.start(
            machine(
                "memory-backend-file,id=m0,size=64M,readonly=on,mem-path=" + template, "demo"))) {
      assertThat(host.exitStatus()).isEqualTo(1);
      assertThat(host.errors()).startsWith("backplane: ").contains("read-only");
    }
  }

  @Test
  void aStoreIntoRomIsAFaultInTheGuest() throws Exception {
    Path rom = noise("rom", 2 * MIB);
    var before = digest(rom);
    try (Host host =
        installation.start(
            machine(
                "memory-backend-ram,id=m0,size=64M",
                "probe=" + DEVICE_MEMORY,
                "-m",
                "64M,slots=1,maxmem=128M",
                "-object",
                "memory-backend-file,id=rom0,size=2M,readonly=on,share=on,mem-path=" + rom,
                "-device",
                "pc-dimm,id=d0,memdev=rom0"))) {
      assertThat(host.exitStatus()).as(host.picture()).isZero();
      assertThat(host.output()).contains("store fault 7");
    }
    assertThat(digest(rom)).isEqualTo(before);
  }

  @Test
  void nodesWithBackendsOfTheirOwnMakeUpTheRam() throws Exception {
    try (Host host =
        installation.start(
            words(
                "memory-backend-ram,id=m0,size=32M",
                "virt",
                "demo",
                "-object",
                "memory-backend-memfd,id=m1,size=32M",
                "-numa",
                "node,memdev=m0",
                "-numa",
                "node,memdev=m1,cpus=0"))) {
      assertThat(host.exitStatus()).as(host.picture()).isZero();
      assertThat(host.output())
          .containsSubsequence("0x80000000, 32 MiB", "0x82000000, 32 MiB", "DEMO PASS");
    }
  }

  @Test
  void memoryIsPluggedUnderARunningGuestAndTakenOut() throws Exception {
    Path socket = installation.scratch("plug.sock");
    try (Host host =
        installation.start(
            machine(
                "memory-backend-ram,id=m0,size=64M",
                "touch=" + DEVICE_MEMORY + ",65536",
                "-m",
                "64M,slots=2,maxmem=192M",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off"))) {
      host.await("the monitor's socket", () -> Files.exists(socket));
      try (QmpClient qmp = QmpClient.negotiated(socket)) {
        host.awaitOutput("touch fault 5");
        for (int round = 0; round < 5; round++) {
          add(qmp, "memory-backend-memfd", "m1", "\"size\":67108864");
          qmp.returned(
              "{'execute':'device_add','arguments':{'driver':'pc-dimm','id':'d1','memdev':'m1'}}");
          assertThat(memory(qmp))
              .isEqualTo(Map.of("base-memory", 64 * MIB, "plugged-memory", 64 * MIB));
          assertThat(qmp.returned("{'execute':'query-memory-devices'}"))
              .asString()
              .contains("addr=" + DEVICE_ADDRESS, "memdev=/objects/m1", "hotplugged=true");
          long before = host.last("touch");
          host.await("the guest to use it", () -> host.last("touch") > before);
          assertThat(qmp.errorClass(del("m1"))).isEqualTo("GenericError");
          qmp.returned("{'execute':'device_del','arguments':{'id':'d1'}}");
          assertThat(qmp.awaitEvent("DEVICE_DELETED").get("device")).isEqualTo("d1");
          qmp.returned(del("m1"));
          assertThat(memory(qmp)).isEqualTo(Map.of("base-memory", 64 * MIB, "plugged-memory", 0L));
        }
        assertThat(running(qmp)).isEqualTo("running");
      }
    }
  }

  @Test
  void aFileCutUnderAGuestStopsThatMachineAndNothingElse() throws Exception {
    Path socket = installation.scratch("cut.sock");
    Path ram = installation.scratch("ram");
    try (Host host =
        installation.start(
            machine(
                "memory-backend-file,id=m0,size=64M,share=on,mem-path=" + ram,
                "touch=0x81000000,1048576",
                "-object",
                "memory-backend-ram,id=other,size=4M",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off"))) {
      host.await("the guest to run", () -> host.last("touch") > 0);
      try (QmpClient qmp = QmpClient.negotiated(socket)) {
        assertThat(new ProcessBuilder("truncate", "-s", "0", ram.toString()).start().waitFor())
            .isZero();
        qmp.awaitEvent("STOP");
        assertThat(running(qmp)).isEqualTo("internal-error");
        assertThat(host.errors()).contains("memory-backend-file 'm0'");
        Object lost =
            qmp.returned(
                "{'execute':'qom-get','arguments':{'path':'/objects/m0','property':'x-lost-size'}}");
        assertThat((Long) lost).isPositive();
        add(qmp, "memory-backend-memfd", "m1", "\"size\":1048576");
        qmp.returned(del("m1"));
        qmp.returned("{'execute':'system_reset'}");
        qmp.returned("{'execute':'cont'}");
        assertThat(running(qmp)).isEqualTo("running");
        qmp.returned("{'execute':'quit'}");
      }
      assertThat(host.exitStatus()).as(host.picture()).isZero();
    }
  }

  @Test
  void preallocationIsAJobThatOthersWatchAndCallOff() throws Exception {
    try (var bare = new BareHost("jobs", 2)) {
      QmpClient busy = bare.monitor(0);
      QmpClient watcher = bare.monitor(1);
      busy.send(
          "{'execute':'object-add','arguments':{'qom-type':'memory-backend-memfd','id':'big',"
              + "'size':4294967296,'prealloc':true,'prealloc-threads':2}}\n");
      var refused = CompletableFuture.supplyAsync(() -> reply(busy));
      Map<?, ?> begun = watcher.awaitEvent("JOB_STATUS_CHANGE");
      while (!"running".equals(begun.get("status"))) {
        begun = watcher.awaitEvent("JOB_STATUS_CHANGE");
      }
      String id = String.valueOf(begun.get("id"));
      assertThat(id).contains("big");
      long done = progress(watcher);
      bare.host.await("the job to go on", () -> progress(watcher) > done);
      assertThat(watcher.returned("{'execute':'query-memdev'}")).isEqualTo(List.of());
      watcher.returned("{'execute':'job-cancel','arguments':{'id':'" + id + "'}}");
      assertThat(refused.get(20, TimeUnit.SECONDS)).asString().contains("GenericError");
      assertThat(watcher.returned("{'execute':'query-jobs'}")).isEqualTo(List.of());
      // The id is free again, and what was taken is given back.
      add(busy, "memory-backend-memfd", "big", "\"size\":1048576");
      busy.returned(del("big"));
    }
  }

  @Test
  void moreMemoryThanTheHostHasIsRefusedAndNothingElseHappens() throws Exception {
    try (var bare = new BareHost("much", 1)) {
      QmpClient qmp = bare.monitor(0);
      long tebibyte = 1L << 40;
      for (String type : List.of("ram", "memfd", "shm")) {
        assertThat(
                qmp.errorClass(
                    "{'execute':'object-add','arguments':{'qom-type':'memory-backend-%s','id':'m','size':%d,'prealloc':true}}"
                        .formatted(type, tebibyte)))
            .as(type)
            .isEqualTo("GenericError");
      }
      assertThat(qmp.returned("{'execute':'query-memdev'}")).isEqualTo(List.of());
      add(qmp, "memory-backend-ram", "m", "\"size\":1048576,\"prealloc\":true");
    }
  }

  @Test
  void whatABackendCostsIsTheHostsOwnAccount() throws Exception {
    try (var bare = new BareHost("usage", 1)) {
      QmpClient qmp = bare.monitor(0);
      add(qmp, "memory-backend-memfd", "m", "\"size\":33554432");
      assertThat(usage(qmp)).containsEntry("resident", 0L).containsEntry("requested", 32 * MIB);
      qmp.returned(
          "{'execute':'qom-set','arguments':{'path':'/objects/m','property':'prealloc','value':true}}");
      assertThat(usage(qmp)).containsEntry("resident", 32 * MIB).containsEntry("lost", 0L);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> usage(QmpClient qmp) throws IOException {
    return (Map<String, Object>)
        ((List<?>) qmp.returned("{'execute':'x-query-memdev-usage'}")).getFirst();
  }

  private static long progress(QmpClient qmp) {
    try {
      var jobs = (List<?>) qmp.returned("{'execute':'query-jobs'}");
      return (Long) ((Map<?, ?>) jobs.getFirst()).get("current-progress");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<?, ?> reply(QmpClient qmp) {
    try {
      return qmp.reply();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void add(QmpClient qmp, String type, String id, String members)
      throws IOException {
    qmp.returned(
        "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"%s\",\"id\":\"%s\",%s}}"
            .formatted(type, id, members));
  }

  private static String del(String id) {
    return "{'execute':'object-del','arguments':{'id':'" + id + "'}}";
  }

  private static Object memory(QmpClient qmp) throws IOException {
    return qmp.returned("{'execute':'query-memory-size-summary'}");
  }

  private static Object running(QmpClient qmp) throws IOException {
    return ((Map<?, ?>) qmp.returned("{'execute':'query-status'}")).get("status");
  }

  private static Path noise(String name, long bytes) throws IOException {
    Path file = installation.scratch(name);
    var random = new Random(7);
    byte[] block = new byte[(int) MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long done = 0; done < bytes; done += block.length) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return file;
  }

  private static String digest(Path file) throws Exception {
    var sha = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** The usual machine on another memory. */
  private static String[] machine(String memory, String commandLine, String... more) {
    return words(memory, "virt,memory-backend=m0", commandLine, more);
  }

  private static String[] words(String memory, String machine, String commandLine, String... more) {
    var words =
        new ArrayList<>(
            List.of(
                "-object",
                memory,
                "-object",
                "rng-builtin,id=rng0",
                "-machine",
                machine,
                "-device",
                "virtio-rng-device,id=r0,rng=rng0",
                "-kernel",
                installation.home().resolve("share/guest/demo.elf").toString(),
                "-append",
                commandLine,
                "-serial",
                "stdio",
                "-display",
                "none"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** A host without a machine, and negotiated monitors. */
  private static final class BareHost implements AutoCloseable {

    final Host host;
    private final List<QmpClient> monitors = new ArrayList<>();

    BareHost(String name, int count) throws Exception {
      var words = new ArrayList<>(List.of("-machine", "none", "-nodefaults"));
      List<Path> sockets = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sockets.add(installation.scratch(name + i + ".sock"));
        words.add("-qmp");
        words.add("unix:" + sockets.getLast() + ",server=on,wait=off");
      }
      host = installation.start(words.toArray(String[]::new));
      for (Path socket : sockets) {
        host.await("the monitor's socket", () -> Files.exists(socket));
        monitors.add(QmpClient.negotiated(socket));
      }
    }

    QmpClient monitor(int number) {
      return monitors.get(number);
    }

    @Override
    public void close() throws Exception {
      for (QmpClient monitor : monitors) {
        monitor.close();
      }
      host.close();
    }
  }
}
