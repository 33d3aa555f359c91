package org.backplane.tck;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A few more 2 MiB pages in the host's pool, until closed. */
public final class HugePages implements AutoCloseable {

  /** Size of one of them. */
  public static final long BYTES = 2L << 20;

  private static final Path POOL = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB");

  private final long added;

  private HugePages(long added) {
    this.added = added;
  }

  /** Skips the test where the host does not give that many. */
  public static HugePages add(int count) throws IOException {
    if (!Files.isWritable(POOL.resolve("nr_hugepages"))) {
      abort("this process may not set up huge pages of 2 MiB");
    }
    long before = number("nr_hugepages");
    try {
      set(before + count);
    } catch (IOException e) {
      abort("this process may not set up huge pages: " + e.getMessage());
    }
    var pages = new HugePages(number("nr_hugepages") - before);
    if (pages.added < count || free() < count) {
      pages.close();
      abort("this host has no room for %d huge pages".formatted(count));
    }
    return pages;
  }

  /** How many nobody uses or has reserved. */
  public static long free() throws IOException {
    return number("free_hugepages") - number("resv_hugepages");
  }

  // Others may have changed the pool meanwhile: only what was added goes.
  @Override
  public void close() throws IOException {
    set(Math.max(0, number("nr_hugepages") - added));
  }

  private static long number(String file) throws IOException {
    return Long.parseLong(Files.readString(POOL.resolve(file)).strip());
  }

  private static void set(long count) throws IOException {
    Files.writeString(POOL.resolve("nr_hugepages"), Long.toString(count));
  }
}
