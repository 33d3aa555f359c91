package org.backplane.hostmem.memfd;

import java.io.IOException;
import java.util.Map;
import org.backplane.api.object.BackendFactory;
import org.backplane.tck.HostMemoryContract;
import org.backplane.tck.HugePages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** {@code memory-backend-memfd} against the contract of its family. */
final class HostmemMemfdContractTest {

  @Nested
  final class UsualPages extends HostMemoryContract {
    @Override
    protected BackendFactory factory() {
      return new HostmemMemfdFactory(true);
    }
  }

  @Nested
  final class WithoutSealsAndPrivate extends HostMemoryContract {
    @Override
    protected BackendFactory factory() {
      return new HostmemMemfdFactory(false);
    }

    @Override
    protected Map<String, ?> properties(long sizeBytes) {
      return Map.of("size", sizeBytes, "seal", false, "share", false);
    }
  }

  @Nested
  final class OfHugePages extends HostMemoryContract {

    private static HugePages pages;

    @BeforeAll
    static void addPages() throws IOException {
      pages = HugePages.add(8); // two definitions live at once
    }

    @AfterAll
    static void removePages() throws IOException {
      if (pages != null) {
        pages.close();
      }
    }

    @Override
    protected BackendFactory factory() {
      return new HostmemMemfdFactory(true);
    }

    @Override
    protected Map<String, ?> properties(long sizeBytes) {
      return Map.of("size", sizeBytes, "hugetlb", true, "hugetlbsize", HugePages.BYTES);
    }
  }
}
