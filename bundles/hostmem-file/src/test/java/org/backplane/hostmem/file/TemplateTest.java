package org.backplane.hostmem.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A template that nobody may write gives everybody writable memory of their own. */
final class TemplateTest {

  private static final int SIZE = 1 << 20;
  private static final Map<String, ?> COPY = Map.of("share", false, "readonly", true, "rom", "off");
  private static final FileTime WRITTEN = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));

  @TempDir private Path folder;
  private Path template;
  private byte[] content;

  @BeforeEach
  void makeTemplate() throws Exception {
    content = new byte[SIZE];
    new Random(4711).nextBytes(content);
    template = Files.write(folder.resolve("template"), content);
    Files.setPosixFilePermissions(template, PosixFilePermissions.fromString("r--r--r--"));
    Files.setLastModifiedTime(template, WRITTEN);
  }

  @Test
  void copiesAreWritableAndSeparateAndTheTemplateStaysAsItIs() throws Exception {
    String before = sha256(template);
    try (var one = new Made(template, SIZE, COPY);
        var two = new Made(template, SIZE, COPY);
        var three = new Made(template, SIZE, COPY)) {
      int mark = 1;
      for (Made made : new Made[] {one, two, three}) {
        MemorySegment segment = made.block().segment();
        assertThat(segment.toArray(JAVA_BYTE)).as("untouched by the others").isEqualTo(content);
        assertThat(made.block().writable()).isTrue();
        assertThat(made.block().shared()).isFalse();
        assertThat(made.get("rom")).isEqualTo(new PropertyValue.Text("off"));
        segment.fill((byte) mark++);
      }
      assertThat(one.block().segment().toArray(JAVA_BYTE)).isEqualTo(filled(1));
      assertThat(two.block().segment().toArray(JAVA_BYTE)).isEqualTo(filled(2));
      assertThat(three.block().segment().toArray(JAVA_BYTE)).isEqualTo(filled(3));
      assertUnchanged(before);
    }
    assertUnchanged(before);
    assertThat(folder).isDirectoryContaining(template::equals);
    assertThat(Made.traces(folder.toString())).isEmpty();
  }

  @Test
  void preallocatedCopiesLeaveItAloneToo() throws Exception {
    String before = sha256(template);
    var more = Map.of("readonly", true, "rom", "off", "prealloc", true);
    try (var made = new Made(template, SIZE, more)) {
      assertThat(made.block().segment().toArray(JAVA_BYTE)).isEqualTo(content);
      assertThat(made.memory().usage().residentBytes()).isEqualTo(SIZE);
      made.block().segment().fill((byte) 9);
    }
    assertUnchanged(before);
  }

  @Test
  void aCopyKeepsWhatWasWrittenWhenItsCodeIsExchanged() throws Exception {
    try (var made = new Made(template, SIZE, COPY)) {
      MemorySegment before = made.block().segment();
      before.fill((byte) 5);
      made.exchangeCode();
      assertThat(made.block().segment().address()).isEqualTo(before.address());
      assertThat(made.block().segment().toArray(JAVA_BYTE)).isEqualTo(filled(5));
      assertThat(made.get("rom")).isEqualTo(new PropertyValue.Text("off"));
    }
  }

  @Test
  void withoutMoreItIsARom() throws Exception {
    for (boolean share : new boolean[] {false, true}) {
      try (var made = new Made(template, SIZE, Map.of("readonly", true, "share", share))) {
        assertThat(made.get("rom")).isEqualTo(new PropertyValue.Text("on"));
        assertThat(made.block().writable()).isFalse();
        MemorySegment segment = made.block().segment();
        assertThat(segment.isReadOnly()).isTrue();
        assertThat(segment.toArray(JAVA_BYTE)).isEqualTo(content);
        assertThatThrownBy(() -> segment.set(JAVA_BYTE, 0, (byte) 1))
            .isInstanceOf(IllegalArgumentException.class);
        assertThat(Made.traces(template.toString()))
            .anySatisfy(line -> assertThat(line).contains(share ? " r--s " : " r--p "))
            .noneSatisfy(line -> assertThat(line).contains(" rw"));
      }
    }
  }

  @Test
  void aRomCannotBePreallocated() {
    var more = Map.of("readonly", true, "prealloc", true);
    assertThatThrownBy(() -> new Made(template, SIZE, more)).hasMessageContaining("read-only");
  }

  private void assertUnchanged(String before) throws Exception {
    assertThat(sha256(template)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(template)).isEqualTo(WRITTEN);
    assertThat(Files.size(template)).isEqualTo(SIZE);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
