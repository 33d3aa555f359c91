package org.backplane.hostmem.epc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.type.PropertyValue;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is its own: on a stand-in device, and on hosts that lack something. */
final class HostmemEpcTest {

  private static final long SIZE = 1 << 20;

  @TempDir private Path folder;
  private Path device;

  @BeforeEach
  void makeDevice() throws Exception {
    device = StandInDevice.in(folder);
  }

  @Test
  void mapsTheDeviceSharedAndNamedByItsPath() throws Exception {
    try (var definition = definition(Map.of("size", SIZE));
        var memory = (HostMemory) factory(device).create(definition)) {
      assertThat(memory.block().name()).isEqualTo("/objects/m0");
      assertThat(memory.block().shared()).isTrue();
      assertThat(memory.backing()).isPresent();
      String start = Long.toHexString(memory.block().segment().address()) + "-";
      assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
          .anySatisfy(line -> assertThat(line).startsWith(start).contains(" rw-s "));
      memory.block().segment().set(JAVA_LONG, SIZE - 8, 5);
      assertThat(memory.block().segment().get(JAVA_LONG, SIZE - 8)).isEqualTo(5);
    }
    assertThat(traces()).isEmpty();
  }

  @Test
  void keepsItsPagesWhenItsCodeIsExchanged() throws Exception {
    try (var definition = definition(Map.of("size", SIZE))) {
      var before = (HostMemory) factory(device).create(definition);
      MemorySegment segment = before.block().segment();
      segment.set(JAVA_LONG, 0, 11);
      before.close();
      // The device may be gone by now: the pages are there.
      try (var after = (HostMemory) factory(folder.resolve("gone")).create(definition)) {
        assertThat(after.block().segment().address()).isEqualTo(segment.address());
        assertThat(segment.get(JAVA_LONG, 0)).isEqualTo(11);
      }
    }
  }

  @Test
  void isPreallocated() throws Exception {
    try (var definition = definition(Map.of("size", SIZE, "prealloc", true));
        var memory = (HostMemory) factory(device).create(definition)) {
      assertThat(memory.usage().residentBytes()).isEqualTo(SIZE);
    }
  }

  @Test
  void takesWholePagesOnly() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> refused(device, "", Map.of("size", 5000L)))
        .withMessageContaining("size 5000 is not a multiple");
  }

  @Test
  void refusalsLeaveNothing() throws Exception {
    for (Map<String, ?> given :
        List.<Map<String, ?>>of(
            Map.of("size", 4097L),
            Map.of("size", 1L << 62),
            Map.of("size", SIZE, "policy", "bind", "host-nodes", List.of(127)))) {
      assertThatThrownBy(() -> refused(device, "", given)).isInstanceOf(BackplaneException.class);
      assertThat(traces()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          fpu vmx avx,          processor has no SGX,            turn SGX on in the firmware
          fpu vmx sgx_lc,       processor has no SGX,            turn SGX on in the firmware
          fpu sgx sgx_lc,       has SGX but no virtualization,   turn virtualization
          fpu vmx sgx,          keeps launch control locked,     unlock flexible launch control
          fpu vmx sgx sgx_lc,   offers no enclave pages,         run Linux 5.13 or newer
          """)
  void tellsWhatAHostWithoutTheDeviceLacks(String flags, String problem, String advice) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> refused(folder.resolve("none"), flags, Map.of("size", SIZE)))
        .withMessageStartingWith("memory-backend-epc 'm0': this host's processor ")
        .withMessageContaining(problem)
        .withMessageContaining("ENOENT")
        .withMessageContaining("; " + advice);
  }

  @Test
  void aHostWithoutCpuinfoHasNoSgx() {
    var pages = new EnclavePages(folder.resolve("none"), folder.resolve("cpuinfo"));
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> pages.open("memory-backend-epc 'm0'"))
        .withMessageContaining("processor has no SGX");
  }

  @Test
  void tellsThatItMayNotUseTheDevice() {
    // The kernel refuses to open this one for writing, whoever asks.
    Path closed = Path.of("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
    assumeTrue(Files.exists(closed), "no sysfs with read-only files");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> refused(closed, "", Map.of("size", SIZE)))
        .withMessageContaining("may not use the enclave page device")
        .withMessageContaining("EACCES")
        .withMessageEndingWith("give it read and write access to '" + closed + "'");
  }

  @Test
  void aFileInPlaceOfTheDeviceIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> refused(file, "", Map.of("size", SIZE)))
        .withMessageContaining("'" + file + "' is no device");
    assertThat(file).isEmptyFile();
  }

  @Test
  void onThisHostItWorksOrTellsWhy() throws Exception {
    assumeFalse(Files.exists(Path.of("/dev/sgx_vepc")), "this host has enclave pages");
    try (var definition = definition(Map.of("size", SIZE))) {
      assertThatThrownBy(() -> new HostmemEpcFactory().create(definition))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("'/dev/sgx_vepc': ENOENT");
    }
  }

  @Test
  void readsTheFlagsOfTheFirstProcessor() {
    assertThat(EnclavePages.flags("processor\t: 0\nvmx flags\t: vnmi\nflags\t\t: fpu sgx  vmx\n"))
        .containsExactlyInAnyOrder("fpu", "sgx", "vmx");
    assertThat(EnclavePages.flags("hart\t: 0\nisa\t: rv64imac\n")).isEmpty();
    assertThat(EnclavePages.flags("")).isEmpty();
  }

  @Test
  void defaultsDiffer() {
    var type = new HostmemEpcFactory().description();
    assertThat(type.name()).isEqualTo("memory-backend-epc");
    Map.of("share", true, "merge", false, "dump", false)
        .forEach(
            (name, value) ->
                assertThat(type.property(name).orElseThrow().defaultValue())
                    .as(name)
                    .contains(new PropertyValue.Bool(value)));
  }

  private HostmemEpcFactory factory(Path path) {
    return new HostmemEpcFactory(new EnclavePages(path, folder.resolve("cpuinfo")));
  }

  private void refused(Path path, String flags, Map<String, ?> given)
      throws BackplaneException, IOException {
    Files.writeString(folder.resolve("cpuinfo"), "flags\t\t: " + flags + "\n");
    try (var definition = definition(given)) {
      factory(path).create(definition).close();
      throw new AssertionError("was made");
    }
  }

  private static TestCreation definition(Map<String, ?> given) {
    return new TestCreation(new HostmemEpcFactory().description(), "m0", given);
  }

  /** The device among this process's descriptors and mappings. */
  private List<String> traces() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"));
        var areas = Files.lines(Path.of("/proc/self/maps"))) {
      return Stream.concat(descriptors.map(HostmemEpcTest::target), areas)
          .filter(line -> line.contains(device.toString()))
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
