package org.backplane.hostmem.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.backplane.api.type.Change;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties that it has beyond the common ones. */
final class HostmemFileTest {

  private static final long SIZE = 1 << 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          share,        bool,      Bool[value=false], AT_CREATION
          mem-path,     string,    ,                  AT_CREATION
          align,        int,       0,                 AT_CREATION
          offset,       int,       0,                 AT_CREATION
          readonly,     bool,      Bool[value=false], AT_CREATION
          rom,          OnOffAuto, Text[value=auto],  AT_CREATION
          discard-data, bool,      Bool[value=false], ANY_TIME
          pmem,         bool,      Bool[value=false], AT_CREATION
          """)
  void property(String name, String qomName, String defaultValue, Change change) {
    Property property = FileProperties.TYPE.property(name).orElseThrow();
    assertThat(property.kind().qomName()).isEqualTo(qomName);
    assertThat(property.defaultValue().map(Object::toString).orElse(null)).isEqualTo(defaultValue);
    assertThat(property.change()).isEqualTo(change);
    assertThat(property.required()).isEqualTo(name.equals("mem-path"));
  }

  @Test
  void romTakesThreeWords() {
    var kind = (PropertyKind.Choice) FileProperties.TYPE.property("rom").orElseThrow().kind();
    assertThat(kind.words()).containsExactly("auto", "on", "off");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, 2L << 20, 1L << 30})
  void liesOnTheBoundaryThatWasAskedFor(long align) throws Exception {
    try (var made = new Made(folder, SIZE, Map.of("align", align))) {
      assertThat(made.block().segment().address() % Math.max(align, 4096)).isZero();
      assertThat(made.get("align")).isEqualTo(new PropertyValue.Unsigned(align));
    }
  }

  @Test
  void namesItsBlockAndItsPlaceInTheFile() throws Exception {
    Path file = folder.resolve("file");
    try (var made = new Made(file, SIZE, Map.of("share", true, "offset", 2 * SIZE))) {
      assertThat(made.block().name()).isEqualTo("m0");
      var backing = made.memory().backing().orElseThrow();
      assertThat(backing.offsetBytes()).isEqualTo(2 * SIZE);
      assertThat(Path.of("/proc/self/fd/" + backing.descriptor()).toRealPath())
          .isEqualTo(file.toRealPath());
    }
  }

  @Test
  void sharedContentStaysUnlessItIsDiscarded() throws Exception {
    Path file = content();
    try (var made = new Made(file, SIZE, Map.of("share", true))) {
      made.block().segment().set(JAVA_BYTE, 0, (byte) 1);
    }
    assertThat(Files.readAllBytes(file)).startsWith(1, 7, 7);
    try (var made = new Made(file, SIZE, Map.of("share", true, "discard-data", true))) {
      assertThat(made.block().segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
    }
    assertThat(Files.readAllBytes(file)).hasSize((int) SIZE).containsOnly(0);
  }

  @Test
  void discardingCanBeSwitchedAndSurvivesTheExchangeOfCode() throws Exception {
    Path file = content();
    try (var made = new Made(file, SIZE, Map.of("share", true, "discard-data", true))) {
      made.set("discard-data", false);
      made.exchangeCode();
      assertThat(made.get("discard-data")).isEqualTo(new PropertyValue.Bool(false));
    }
    assertThat(Files.readAllBytes(file)).containsOnly(7);
    try (var made = new Made(file, SIZE, Map.of("share", true))) {
      made.set("discard-data", true);
      made.exchangeCode();
    }
    assertThat(Files.readAllBytes(file)).hasSize((int) SIZE).containsOnly(0);
  }

  @Test
  void privateMemoryDiscardsNothing() throws Exception {
    Path file = content();
    try (var made = new Made(file, SIZE, Map.of("discard-data", true))) {
      made.block().segment().fill((byte) 1);
    }
    assertThat(Files.readAllBytes(file)).hasSize((int) SIZE).containsOnly(7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pmemOnAnOrdinaryFileIsAsWithoutIt(boolean share) throws Exception {
    Path file = content();
    try (var made = new Made(file, SIZE, Map.of("share", share, "pmem", true))) {
      made.block().segment().set(JAVA_LONG, 0, 0);
      assertThat(made.block().shared()).isEqualTo(share);
      assertThat(Made.traces(file.toString())).hasSize(2); // one descriptor, one area
    }
    assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) (share ? 0 : 7));
  }

  @Test
  void withoutReservationMoreThanTheHostHasIsPromised() throws Exception {
    try (var made = new Made(folder, 1L << 40, Map.of("reserve", false))) {
      made.block().segment().set(JAVA_BYTE, (1L << 40) - 1, (byte) 7);
      assertThat(made.block().segment().get(JAVA_BYTE, (1L << 40) - 1)).isEqualTo((byte) 7);
    }
  }

  @Test
  void aFileThatIsGoneDoesNotMatterToNewCode() throws Exception {
    Path file = content();
    try (var made = new Made(file, SIZE, Map.of("share", true))) {
      long address = made.block().segment().address();
      Files.delete(file);
      made.exchangeCode();
      assertThat(made.block().segment().address()).isEqualTo(address);
      assertThat(made.block().segment().get(JAVA_BYTE, 5)).isEqualTo((byte) 7);
      assertThat(file).doesNotExist();
    }
  }

  private Path content() throws Exception {
    byte[] bytes = new byte[(int) SIZE];
    Arrays.fill(bytes, (byte) 7);
    return Files.write(folder.resolve("content"), bytes);
  }
}
