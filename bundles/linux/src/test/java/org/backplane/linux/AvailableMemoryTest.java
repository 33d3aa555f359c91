package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path host;
  private AvailableMemory memory;

  @BeforeEach
  void host() throws IOException {
    write("meminfo", "MemTotal:       8388608 kB\nMemFree:  100 kB\nMemAvailable:    4194304 kB\n");
    memory =
        new AvailableMemory(
            host.resolve("meminfo"), host.resolve("cgroup"), host.resolve("groups"));
  }

  @Test
  void isWhatTheHostHasLeft() {
    assertThat(memory.bytes()).isEqualTo(4096 * MIB);
  }

  @Test
  void isLessInAGroupWithALimit() throws IOException {
    write("cgroup", "0::/a/b\n");
    write("groups/a/b/memory.max", "max\n");
    write("groups/a/b/memory.current", "1048576\n");
    write("groups/a/memory.max", Long.toString(100 * MIB) + "\n");
    write("groups/a/memory.current", Long.toString(60 * MIB) + "\n");
    write("groups/a/memory.stat", "anon 5\ninactive_file " + 10 * MIB + "\nactive_file 7\n");
    assertThat(memory.bytes()).isEqualTo(50 * MIB);
  }

  @Test
  void knowsTheOlderGroupsToo() throws IOException {
    write("cgroup", "9:name=systemd:/\n4:cpu,memory:/x\n");
    write("groups/memory/x/memory.limit_in_bytes", Long.toString(100 * MIB) + "\n");
    write("groups/memory/x/memory.usage_in_bytes", Long.toString(99 * MIB) + "\n");
    assertThat(memory.bytes()).isEqualTo(MIB);
  }

  @Test
  void isNeverNegative() throws IOException {
    write("cgroup", "0::/\n");
    write("groups/memory.max", "1000\n");
    write("groups/memory.current", "2000\n");
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void aGroupThatCannotBeSeenDoesNotLimit() throws IOException {
    write("cgroup", "0::/../../elsewhere\nnonsense\n4:memory:/gone\n");
    assertThat(memory.bytes()).isEqualTo(4096 * MIB);
  }

  @Test
  void aHostThatDoesNotTellHasNoLimit() throws IOException {
    Files.delete(host.resolve("meminfo"));
    assertThat(memory.bytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tellsSomethingOfThisHost() {
    assertThat(new AvailableMemory().bytes()).isBetween(1L, Long.MAX_VALUE - 1);
  }

  private void write(String name, String text) throws IOException {
    Path file = host.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
