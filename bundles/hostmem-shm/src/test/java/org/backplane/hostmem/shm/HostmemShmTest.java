package org.backplane.hostmem.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.BackendFactory;
import org.backplane.tck.HostMemoryContract;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code memory-backend-shm} against the contract of its family, and what is its own. */
final class HostmemShmTest extends HostMemoryContract {

  private static final String OURS = "qemu-%d-shm-".formatted(ProcessHandle.current().pid());

  @Override
  protected BackendFactory factory() {
    return new HostmemShmFactory();
  }

  @AfterEach
  void noObjectHasAName() throws Exception {
    assertThat(names(Path.of("/dev/shm"))).isEmpty();
  }

  @Test
  void isSharedThroughAnObjectThatNobodyElseCanOpen() throws Exception {
    try (var definition = definition(Map.of("size", 4096L));
        var memory = (HostMemory) factory().create(definition)) {
      assertThat(memory.block().shared()).isTrue();
      int descriptor = memory.backing().orElseThrow().descriptor();
      Path file = Path.of("/proc/self/fd/" + descriptor);
      assertThat(Files.readSymbolicLink(file).toString())
          .matches("/dev/shm/" + OURS + "[0-9a-f]{16} .deleted.");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("---------");
      assertThat(Files.size(file)).isEqualTo(4096);
      memory.block().segment().set(JAVA_LONG, 0, 7);
      assertThat(traces()).anySatisfy(line -> assertThat(line).contains(" rw-s "));
    }
  }

  @Test
  void isAlwaysShared() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> refused(factory(), Map.of("size", 4096L, "share", false)))
        .withMessageContaining("share=off cannot go with");
  }

  @Test
  void takesWholePagesOnly() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> refused(factory(), Map.of("size", 4097L)))
        .withMessageContaining("not a multiple")
        .withMessageEndingWith("use 8192");
  }

  @Test
  void refusalsLeaveNothingAndTheNextTryStartsClean() throws Exception {
    List<String> before = traces();
    for (Map<String, ?> given :
        List.<Map<String, ?>>of(
            Map.of("size", 5000L),
            Map.of("size", 1L << 60),
            Map.of("size", 4096L, "policy", "bind", "host-nodes", List.of(127)))) {
      assertThatThrownBy(() -> refused(factory(), given)).isInstanceOf(BackplaneException.class);
      assertThat(traces()).isEqualTo(before);
    }
    try (var definition = definition(Map.of("size", 8192L));
        var memory = (HostMemory) factory().create(definition)) {
      assertThat(memory.block().segment().byteSize()).isEqualTo(8192);
    }
  }

  @Test
  void aHostWithoutSharedMemoryIsTold(@TempDir Path folder) {
    var factory = new HostmemShmFactory(new ShmStore(folder.resolve("missing")));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> refused(factory, Map.of("size", 4096L)))
        .withMessageContaining("this host has no POSIX shared memory")
        .withMessageContaining(folder.resolve("missing").toString())
        .withMessageEndingWith("mount a tmpfs there, or use memory-backend-memfd");
  }

  @Test
  void aHostThatGivesNoneIsTold() {
    // Nobody can make files in procfs, not even root.
    var factory = new HostmemShmFactory(new ShmStore(Path.of("/proc")));
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> refused(factory, Map.of("size", 4096L)))
        .withMessageContaining("no shared memory object can be made: open of '/proc/" + OURS);
  }

  private static void refused(BackendFactory factory, Map<String, ?> given)
      throws BackplaneException {
    try (var definition = definition(given)) {
      factory.create(definition).close();
      throw new AssertionError("was made");
    }
  }

  private static TestCreation definition(Map<String, ?> given) {
    return new TestCreation(
        new HostmemShmFactory().description(), "m0", new HashMap<String, Object>(given));
  }

  private static List<Path> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(OURS)).toList();
    }
  }

  /** Our objects among this process's descriptors and mappings. */
  private static List<String> traces() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"));
        var areas = Files.lines(Path.of("/proc/self/maps"))) {
      return Stream.concat(descriptors.map(HostmemShmTest::target), areas)
          .filter(line -> line.contains(OURS))
          .toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return ""; // closed meanwhile
    }
  }
}
