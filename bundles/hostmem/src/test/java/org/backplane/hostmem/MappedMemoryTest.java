package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.tck.LiveThreads;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProgress;
import org.backplane.tck.TestProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the common properties do to a mapping, as the kernel shows it. */
final class MappedMemoryTest {

  private static final long SIZE = 8L << 20;
  private static final TypeDescription TYPE =
      MemoryBackendProperties.type("memory-backend-test", "for tests", MemoryDefaults.PRIVATE);

  private volatile @Nullable TestCreation creation;
  private volatile @Nullable Mapping lastMapped;

  @AfterEach
  void end() {
    if (creation != null) {
      creation.close();
    }
  }

  private MappedMemory make(Map<String, ?> more) throws BackplaneException {
    var given = new HashMap<String, Object>(Map.of("size", SIZE));
    given.putAll(more);
    creation = new TestCreation(TYPE, "m0", given);
    return again();
  }

  private MappedMemory again() throws BackplaneException {
    TestCreation definition = definition();
    MemorySettings settings = MemorySettings.of(definition);
    return MappedMemory.keep(
        definition,
        settings,
        MappedMemory.OwnProperties.none(),
        () -> lastMapped = Mapping.anonymous(spec(settings)));
  }

  private static MappingSpec spec(MemorySettings settings) {
    return MappingSpec.ofSize(settings.sizeBytes())
        .withShared(settings.share())
        .withReserve(settings.reserve());
  }

  private TestCreation definition() {
    if (creation == null) {
      throw new AssertionError("make() comes first");
    }
    return creation;
  }

  private static void set(MappedMemory memory, String name, Object value)
      throws BackplaneException {
    memory.change(name, TestProperties.value(value));
  }

  private static PropertyValue prealloc(MappedMemory memory) {
    return memory.read("prealloc").orElseThrow();
  }

  @Test
  void isNeitherInheritedNorLeftOutOfDumpsByDefault() throws Exception {
    MappedMemory memory = make(Map.of());
    assertThat(Smaps.of(memory.block().segment()).flags()).contains("dc").doesNotContain("dd");
  }

  @Test
  void dumpFollowsTheProperty() throws Exception {
    MappedMemory memory = make(Map.of("dump", false));
    assertThat(Smaps.of(memory.block().segment()).flags()).contains("dd");
    set(memory, "dump", true);
    assertThat(Smaps.of(memory.block().segment()).flags()).doesNotContain("dd");
    set(memory, "dump", false);
    assertThat(Smaps.of(memory.block().segment()).flags()).contains("dd");
  }

  @Test
  void mergeFollowsThePropertyWhereTheKernelMerges() throws Exception {
    MappedMemory memory = make(Map.of("merge", true));
    assumeTrue(Files.exists(Path.of("/sys/kernel/mm/ksm")), "this kernel cannot merge pages");
    assertThat(Smaps.of(memory.block().segment()).flags()).contains("mg");
    set(memory, "merge", false);
    assertThat(Smaps.of(memory.block().segment()).flags()).doesNotContain("mg");
    set(memory, "merge", true);
    assertThat(Smaps.of(memory.block().segment()).flags()).contains("mg");
  }

  @Test
  void withoutPreallocNoPageIsTaken() throws Exception {
    MappedMemory memory = make(Map.of());
    assertThat(Smaps.of(memory.block().segment()).residentBytes()).isZero();
    assertThat(prealloc(memory)).isEqualTo(new PropertyValue.Bool(false));
  }

  @Test
  void preallocTakesAllPages() throws Exception {
    MappedMemory memory = make(Map.of("prealloc", true, "prealloc-threads", 4));
    assertThat(Smaps.of(memory.block().segment()).residentBytes()).isEqualTo(SIZE);
    assertThat(prealloc(memory)).isEqualTo(new PropertyValue.Bool(true));
  }

  @Test
  void preallocLaterKeepsContentAndStaysOn() throws Exception {
    MappedMemory memory = make(Map.of());
    memory.block().segment().set(JAVA_LONG, 8192, 42);
    set(memory, "prealloc-threads", 2);
    set(memory, "prealloc", true);
    assertThat(Smaps.of(memory.block().segment()).residentBytes()).isEqualTo(SIZE);
    assertThat(memory.block().segment().get(JAVA_LONG, 8192)).isEqualTo(42);
    set(memory, "prealloc", false);
    assertThat(prealloc(memory)).isEqualTo(new PropertyValue.Bool(true));
  }

  @Test
  void preallocIsShownAsAJob() throws Exception {
    MappedMemory memory = make(Map.of("size", 100L << 20, "prealloc", true));
    set(memory, "prealloc", true); // nothing left to do
    assertThat(definition().jobs()).hasSize(1);
    TestProgress job = definition().jobs().getFirst();
    assertThat(job.type()).isEqualTo("preallocate");
    assertThat(job.total()).isEqualTo(100L << 20);
    assertThat(job.done()).isEqualTo(job.total());
    assertThat(job.advances()).isGreaterThan(1);
    assertThat(job.closed()).isTrue();
  }

  @Test
  void preallocLaterIsAJobTooAlsoWhenItFails() throws Exception {
    MappedMemory memory = make(Map.of());
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> set(memory, "prealloc", true))
          .withMessage("memory-backend-test 'm0': prealloc was called off; set it again");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(prealloc(memory)).isEqualTo(new PropertyValue.Bool(false));
    assertThat(definition().jobs()).hasSize(1).allMatch(TestProgress::closed);
    set(memory, "prealloc", true);
    assertThat(definition().jobs()).hasSize(2).allMatch(TestProgress::closed);
    assertThat(prealloc(memory)).isEqualTo(new PropertyValue.Bool(true));
  }

  @Test
  void preallocIsRefusedWithoutReserve() throws Exception {
    MappedMemory memory = make(Map.of("reserve", false));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> set(memory, "prealloc", true));
    assertThat(prealloc(memory)).isEqualTo(new PropertyValue.Bool(false));
    set(memory, "prealloc", false);
  }

  @Test
  void preallocOnAVirtualThreadLeavesNoThread() throws Exception {
    MappedMemory memory = make(Map.of());
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    set(memory, "prealloc", true);
                  } catch (BackplaneException e) {
                    failure.set(e);
                  }
                });
    caller.join();
    assertThat(failure.get()).isNull();
    assertThat(Smaps.of(memory.block().segment()).residentBytes()).isEqualTo(SIZE);
    assertThat(LiveThreads.named("prealloc-m0")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptEndsACreationThatPreallocates(int threads) throws Exception {
    Map<String, Object> given =
        Map.of("size", 4L << 30, "prealloc", true, "prealloc-threads", threads);
    var making = new FutureTask<>(() -> make(given));
    Thread maker = Thread.ofVirtual().start(making);
    Mapping mapping = lastMapped;
    while (mapping == null || Smaps.of(mapping.segment()).residentBytes() == 0) {
      assertThat(making.isDone()).as("made before it could be interrupted").isFalse();
      mapping = lastMapped;
    }
    maker.interrupt();
    assertThatThrownBy(making::get)
        .hasCauseInstanceOf(HostException.class)
        .hasMessageContaining("'m0': prealloc was called off; make the object again");
    TestProgress job = definition().jobs().getFirst();
    assertThat(job.done()).as("steps taken before the end").isLessThan(job.total());
    assertThat(job.closed()).isTrue();
    assertThat(mapping.segment().scope().isAlive()).isFalse();
    assertThat(definition().resources().names()).isEmpty();
    assertThat(LiveThreads.named("prealloc-m0")).isEmpty();
  }

  @Test
  void newCodeLeavesTheMappingAlone() throws Exception {
    MappedMemory memory = make(Map.of("dump", false));
    set(memory, "dump", true);
    memory.close();
    MappedMemory next = again(); // the stale dump=off of this definition must not be applied
    assertThat(Smaps.of(next.block().segment()).flags()).doesNotContain("dd");
  }

  @Test
  void refusalByTheHostNamesErrnoAndAdvice() {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> make(Map.of("size", 1L << 60)))
        .withMessageStartingWith("memory-backend-test 'm0': ")
        .withMessageContaining("ENOMEM")
        .withMessageEndingWith("; free memory or give a smaller size");
    assertThat(definition().resources().names()).isEmpty();
  }

  @Test
  void whatFailsAfterMappingUnmaps() {
    Thread.currentThread().interrupt(); // calls preallocation off, after the mapping was made
    try {
      assertThatThrownBy(() -> make(Map.of("prealloc", true)))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("called off");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(lastMapped).isNotNull();
    assertThat(lastMapped.segment().scope().isAlive()).isFalse();
    assertThat(definition().resources().names()).isEmpty();
  }
}
