package org.backplane.hostmem.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.tck.HugePages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and folders on a file system of huge pages. */
final class HugetlbfsTest {

  private static final long SIZE = 2 * HugePages.BYTES;

  @TempDir private Path folder;
  private Mount mount;

  @BeforeEach
  void mount() throws Exception {
    mount = Mount.make(folder, "hugetlbfs", "pagesize=2M");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mount != null) {
      mount.close();
    }
  }

  @Test
  void filesAndFoldersGiveHugePages() throws Exception {
    Path file = folder.resolve("file");
    try (var _ = HugePages.add(4);
        var named = new Made(file, SIZE, Map.of("share", true));
        var nameless = new Made(folder, SIZE, Map.of("align", SIZE))) {
      for (Made made : new Made[] {named, nameless}) {
        assertThat(made.block().pageSizeBytes()).isEqualTo(HugePages.BYTES);
        assertThat(made.block().segment().address() % HugePages.BYTES).isZero();
        made.block().segment().fill((byte) 1);
        assertThat(made.memory().usage().hugeBytes()).isEqualTo(SIZE);
      }
      assertThat(Files.size(file)).isEqualTo(SIZE);
      assertThat(folder).isDirectoryContaining(file::equals);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void everythingIsAMultipleOfTheHugePage() {
    Path file = folder.resolve("file");
    Map<Map<String, ?>, String> refusals =
        Map.of(
            Map.of("align", 4096L),
                "align 4096 is not a multiple of the file's page size of 2097152",
            Map.of("offset", 4096L),
                "offset 4096 is not a multiple of the file's page size of 2097152",
            Map.of("size", 4096L), "size 4096 is not a multiple of the 2097152-byte page size",
            Map.of("size", SIZE + 4096), "size 4198400 is not a multiple of the 2097152-byte");
    refusals.forEach(
        (more, reason) ->
            assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> new Made(file, SIZE, more))
                .withMessageContaining(reason));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tooFewPagesAreToldWithTheWayToGetThemAndLeaveNoFile() throws Exception {
    long pages = HugePages.free() + 1000;
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(folder.resolve("file"), pages * HugePages.BYTES, Map.of()))
        .withMessageContainingAll(pages + " huge pages of 2048 KiB are needed", "ENOMEM")
        .withMessageEndingWith("hugepages-2048kB/nr_hugepages");
    assertThat(folder).isEmptyDirectory();
  }
}
