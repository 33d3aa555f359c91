package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.memory.MemoryBacking;
import org.backplane.api.memory.MemoryUsage;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.MemoryFile;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory on a file of its own: what it tells of itself, and what is left when it is refused. */
final class KeptMemoryTest {

  private static final long SIZE = 4L << 20;
  private static final String LABEL = "kept-memory-test";
  private static final TypeDescription TYPE =
      MemoryBackendProperties.type(
          "memory-backend-test",
          "for tests",
          MemoryDefaults.SHARED,
          Property.changeable(
              "colour", new PropertyKind.Text(), new PropertyValue.Text("red"), "of the memory"));

  /** A property of the type's own. */
  private static final class Colour implements MappedMemory.OwnProperties {
    private final List<String> seen = new ArrayList<>();

    @Override
    public Optional<PropertyValue> read(String property) {
      return property.equals("colour")
          ? Optional.of(TestProperties.value("seen " + seen))
          : Optional.empty();
    }

    @Override
    public void change(String property, PropertyValue value, Mapping mapping) {
      seen.add(property + " of " + mapping.sizeBytes());
    }
  }

  private final Colour colour = new Colour();
  private boolean writable = true;
  private boolean populate;
  private int made;

  private static TestCreation definition(Map<String, ?> more) {
    var given = new HashMap<String, Object>(Map.of("size", SIZE));
    given.putAll(more);
    return new TestCreation(TYPE, "m0", given);
  }

  private MappedMemory make(TestCreation definition) throws BackplaneException {
    MemorySettings settings = MemorySettings.of(definition);
    return MappedMemory.keep(
        definition,
        settings,
        colour,
        () -> {
          made++;
          FileDescriptor file = MemoryFile.create(LABEL, false, false, 0);
          file.truncate(settings.sizeBytes());
          MappingSpec spec = MappingSpec.ofSize(settings.sizeBytes());
          Mapping mapping =
              Mapping.file(spec.withShared(true).withWritable(writable), file, 0, false);
          if (populate) {
            mapping.populateWrite(0, mapping.sizeBytes());
          }
          return mapping;
        });
  }

  private static long mapped() throws Exception {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains(LABEL)).count();
    }
  }

  private static long open() throws Exception {
    long count = 0;
    try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        count += Files.isSymbolicLink(descriptor) && target(descriptor).contains(LABEL) ? 1 : 0;
      }
    }
    return count;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return ""; // the one that was listed with
    }
  }

  @ParameterizedTest
  @CsvSource({
    "prealloc, true, true, 'prealloc=on takes pages by writing to them, and this memory is read-only'",
    "size, 5000, false, size 5000 is not a multiple of the 4096-byte page size; use 8192",
  })
  void aRefusalAfterMappingLeavesNothing(
      String property, String value, boolean readOnly, String message) throws Exception {
    writable = !readOnly;
    Object plain = value.equals("true") ? Boolean.TRUE : Long.valueOf(value);
    try (var definition = definition(Map.of(property, plain))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> make(definition))
          .withMessageContaining(message);
      assertThat(made).as("mappings made").isOne();
      assertThat(definition.resources().names()).isEmpty();
      assertThat(definition.jobs()).isEmpty();
    }
    assertThat(mapped()).isZero();
    assertThat(open()).isZero();
  }

  @Test
  void readOnlyMemoryIsNotPreallocatedLaterEither() throws Exception {
    writable = false;
    try (var definition = definition(Map.of());
        var memory = make(definition)) {
      assertThat(memory.block().writable()).isFalse();
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> definition.set(memory, "prealloc", true))
          .withMessageEndingWith("; leave prealloc out, or map the file writable (rom=off)");
      assertThat(definition.get(memory, "prealloc")).contains(TestProperties.value(false));
    }
  }

  @Test
  void newCodeFindsItAsItIs() throws Exception {
    MemorySegment segment;
    try (var definition = definition(Map.of("prealloc", true))) {
      Optional<MemoryBacking> backing;
      try (var memory = make(definition)) {
        segment = memory.block().segment();
        segment.set(JAVA_BYTE, 77, (byte) 7);
        backing = memory.backing();
      }
      for (int i = 0; i < 20; i++) {
        try (var next = make(definition)) {
          assertThat(next.block().segment()).isEqualTo(segment);
          assertThat(next.block().segment().get(JAVA_BYTE, 77)).isEqualTo((byte) 7);
          assertThat(next.backing()).isEqualTo(backing).isPresent();
        }
      }
      assertThat(made).isOne();
      assertThat(definition.jobs()).as("preallocated once").hasSize(1);
      assertThat(mapped()).isPositive();
    }
    assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 77));
    assertThat(mapped()).isZero();
    assertThat(open()).isZero();
  }

  @Test
  void thePropertiesTellWhatTheHostTells() throws Exception {
    try (var definition = definition(Map.of("prealloc", true));
        var memory = make(definition)) {
      MemoryUsage usage = memory.usage();
      assertThat(usage.requestedBytes()).isEqualTo(SIZE);
      assertThat(usage.mappedBytes()).isEqualTo(SIZE);
      assertThat(usage.residentBytes()).isEqualTo(SIZE);
      assertThat(usage.lostBytes()).isZero();
      assertFigure(memory, "x-mapped-size", usage.mappedBytes());
      assertFigure(memory, "x-reserved-size", usage.reservedBytes());
      assertFigure(memory, "x-resident-size", usage.residentBytes());
      assertFigure(memory, "x-shared-size", usage.sharedBytes());
      assertFigure(memory, "x-swapped-size", usage.swappedBytes());
      assertFigure(memory, "x-huge-size", usage.hugeBytes());
      assertFigure(memory, "x-lost-size", usage.lostBytes());
    }
  }

  private static void assertFigure(MappedMemory memory, String property, long value) {
    assertThat(memory.read(property)).as(property).contains(new PropertyValue.Unsigned(value));
    assertThat(TYPE.property(property)).isPresent();
  }

  @Test
  void figuresOfMemoryThatHasEndedAreNoError() throws Exception {
    var definition = definition(Map.of());
    MappedMemory memory = make(definition);
    memory.close();
    definition.close();
    assertThat(memory.read("x-resident-size")).isEmpty();
  }

  @Test
  void aTypesOwnPropertiesAreItsOwn() throws Exception {
    try (var definition = definition(Map.of())) {
      MappedMemory memory = make(definition);
      definition.set(memory, "merge", false);
      definition.set(memory, "policy", "bind");
      definition.set(memory, "x-use-canonical-path-for-ramblock-id", true);
      definition.set(memory, "colour", "blue");
      assertThat(definition.get(memory, "colour"))
          .contains(TestProperties.value("seen [colour of 4194304]"));
      assertThat(memory.block().name()).isEqualTo("m0");
      memory.close();
      try (var next = make(definition)) {
        assertThat(next.block().name()).as("after an update").isEqualTo("m0");
      }
    }
  }

  /** Who undoes what was done to the file finds nobody at it, however long the kernel takes. */
  @Test
  void aRefusedFileIsUnmappedWhenTheRefusalComes() throws Exception {
    populate = true;
    try (var definition = definition(Map.of("size", (768L << 20) + 1))) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> make(definition));
      assertThat(mapped()).isZero();
      assertThat(made).isOne();
    }
  }

  @Test
  void aRefusalOfTheKernelIsPutIntoWords() {
    try (var definition = definition(Map.of())) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(
              () ->
                  MappedMemory.keep(
                      definition,
                      MemorySettings.of(definition),
                      colour,
                      () -> {
                        throw Refusals.enoent();
                      }))
          .withMessageStartingWith("memory-backend-test 'm0': the memory cannot be mapped: open")
          .withMessageContaining("ENOENT")
          .withMessageEndingWith("; check the path");
    }
  }
}
