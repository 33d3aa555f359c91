package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
  @Test
  void hostIsDescribed() {
    Host host = Host.read();
    assertThat(host.pageSizeBytes()).isGreaterThanOrEqualTo(4096);
    assertThat(Long.bitCount(host.pageSizeBytes())).isOne();
    assertThat(host.onlineCpus())
        .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void hugePageSizesAreReadFromFolderNames(@TempDir Path pools) throws IOException {
    for (String name : new String[] {"hugepages-1048576kB", "hugepages-2048kB", "other"}) {
      Files.createDirectory(pools.resolve(name));
    }
    assertThat(Host.hugePageSizes(pools)).containsExactly(2L << 20, 1L << 30);
    assertThat(Host.hugePageSizes(pools.resolve("missing"))).isEmpty();
  }

  @Test
  void unknownErrorNumberStillMakesAMessage() {
    var refused = new LinuxException("ioctl", "", 4095);
    assertThat(refused).hasMessage("ioctl: E4095 (error number 4095)");
  }
}
