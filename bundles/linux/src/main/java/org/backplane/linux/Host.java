package org.backplane.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the host looks like at the moment of {@link #read()}.
 *
 * @param pageSizeBytes size of a base page
 * @param onlineCpus processors that run, whatever this process may use of them
 * @param overcommit how freely memory is promised
 * @param hugePageSizesBytes huge page sizes that the kernel can pool, ascending; empty when it has
 *     none
 */
public record Host(
    long pageSizeBytes,
    int onlineCpus,
    OvercommitPolicy overcommit,
    List<Long> hugePageSizesBytes) {
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/hugepages");
  private static final String POOL_PREFIX = "hugepages-";
  private static final String POOL_SUFFIX = "kB";

  /** Copies the list. */
  public Host {
    hugePageSizesBytes = List.copyOf(hugePageSizesBytes);
  }

  /** Looks at the host. */
  public static Host read() {
    int cpus = Math.toIntExact(LibC.sysconf(LibC.SC_NPROCESSORS_ONLN));
    return new Host(pageSize(), cpus, OvercommitPolicy.read(), hugePageSizes(HUGE_PAGES));
  }

  static long pageSize() {
    return LibC.sysconf(LibC.SC_PAGESIZE);
  }

  /** Reads folder names such as {@code hugepages-2048kB}. */
  static List<Long> hugePageSizes(Path pools) {
    List<Long> sizes = new ArrayList<>();
    if (!Files.isDirectory(pools)) {
      return sizes;
    }
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(pools, POOL_PREFIX + "*" + POOL_SUFFIX)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        String kib = name.substring(POOL_PREFIX.length(), name.length() - POOL_SUFFIX.length());
        sizes.add(Long.parseLong(kib) * 1024);
      }
    } catch (IOException | NumberFormatException _) {
      return List.of(); // a kernel without readable pools has none for us
    }
    sizes.sort(null);
    return sizes;
  }
}
