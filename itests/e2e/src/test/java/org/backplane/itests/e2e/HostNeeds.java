package org.backplane.itests.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What cases need of this machine: looked for, or set up until it is closed. */
final class HostNeeds implements AutoCloseable {

  private static final Path POOL = Path.of("/proc/sys/vm/nr_hugepages");
  private static final long HUGE_PAGE_KIB = 2048;
  private static final int TRIES = 3;

  private long poolBefore = -1;

  private HostNeeds() {}

  /** Aborts the test with a reason when something is missing. */
  static HostNeeds of(List<String> needs) throws IOException {
    var result = new HostNeeds();
    for (String need : needs) {
      String[] words = need.split("=", 2);
      switch (words[0]) {
        case "" -> {}
        case "one-node" ->
            assumeTrue(!Files.exists(Path.of("/sys/devices/system/node/node1")), "several nodes");
        case "no-sgx" -> assumeTrue(!Files.exists(sgx()), "the host has " + sgx());
        case "sgx" -> assumeTrue(Files.exists(sgx()), "the host has no " + sgx());
        case "root" -> assumeTrue(isRoot(), "only root may");
        case "no-root" -> assumeTrue(!isRoot(), "root may do what shall be refused");
        case "overcommit" ->
            assumeTrue(
                !Files.readString(Path.of("/proc/sys/vm/overcommit_memory")).startsWith("2"),
                "the host does not overcommit");
        case "free" ->
            assumeTrue(
                memoryInfo("MemAvailable") * 1024 >= CaseFolder.size(words[1]),
                "less than " + words[1] + " of memory is free");
        case "huge" -> result.hugePages(Long.parseLong(words[1]));
        default -> throw new IllegalArgumentException("no need: " + need);
      }
    }
    return result;
  }

  private static Path sgx() {
    return Path.of("/dev/sgx_vepc");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private void hugePages(long pages) throws IOException {
    assumeTrue(isRoot(), "only root may set up huge pages");
    assumeTrue(memoryInfo("Hugepagesize") == HUGE_PAGE_KIB, "huge pages are not of 2 MiB");
    poolBefore = Long.parseLong(Files.readString(POOL).strip());
    try {
      for (int i = 0; i < TRIES && freeHugePages() < pages; i++) {
        // Pages of earlier cases may be in use a little longer: they count in the total.
        Files.writeString(POOL, Long.toString(memoryInfo("HugePages_Total") + pages));
      }
    } catch (IOException e) {
      poolBefore = -1;
      assumeTrue(false, "huge pages cannot be set up: " + e.getMessage());
    }
    long free = freeHugePages();
    if (free < pages) {
      close();
      assumeTrue(false, "the kernel gives only " + free + " huge pages");
    }
  }

  private static long freeHugePages() throws IOException {
    return memoryInfo("HugePages_Free") - memoryInfo("HugePages_Rsvd");
  }

  /** A value of /proc/meminfo in its unit. */
  private static long memoryInfo(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .findFirst()
        .orElse(0);
  }

  /** The permission bits that a new file does not get. */
  static int umask() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Umask:"))
        .mapToInt(line -> Integer.parseInt(line.split("\\s+")[1], 8))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    if (poolBefore >= 0) {
      Files.writeString(POOL, Long.toString(poolBefore));
    }
  }
}
