package org.backplane.linux;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Some more 2 MiB pages in the host's pool for as long as a test needs them. */
final class HugePages implements AutoCloseable {
  static final long BYTES = 2L << 20;

  private static final Path POOL = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB");

  private final long added;

  private HugePages(long added) {
    this.added = added;
  }

  /** Adds pages, or skips the calling test with a reason. */
  static HugePages add(int count) throws IOException {
    Path size = POOL.resolve("nr_hugepages");
    assumeTrue(Files.isDirectory(POOL), "this kernel has no 2 MiB pages");
    assumeTrue(Files.isWritable(size), "no permission to set up huge pages (needs root)");
    long before = number("nr_hugepages");
    resize(before + count);
    var pages = new HugePages(number("nr_hugepages") - before);
    if (pages.added < count || free() < count) {
      pages.close();
      abort("the host found " + pages.added + " of " + count + " huge pages");
    }
    return pages;
  }

  /** Pages that nobody has reserved or uses. */
  static long free() throws IOException {
    return number("free_hugepages") - number("resv_hugepages");
  }

  @Override
  public void close() throws IOException {
    resize(Math.max(0, number("nr_hugepages") - added));
  }

  private static void resize(long count) throws IOException {
    try {
      Files.writeString(POOL.resolve("nr_hugepages"), Long.toString(count));
    } catch (IOException e) {
      abort("huge pages cannot be set up here: " + e.getMessage());
    }
  }

  private static long number(String name) throws IOException {
    return Long.parseLong(Files.readString(POOL.resolve(name)).strip());
  }
}
