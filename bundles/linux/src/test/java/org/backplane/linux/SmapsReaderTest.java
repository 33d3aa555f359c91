package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmapsReaderTest {
  private static final long MIB = 1 << 20;

  /**
   * Areas of a real process: private and split, shared zeros, memfd, huge pages with and without.
   */
  @ParameterizedTest
  @CsvSource({
    "7e0000000000, 8, 8, 4, 4, 4",
    "7e0000000000, 2, 2, 2, 2, 2",
    "7e0010000000, 4, 4, 1, 0, 0",
    "7e0020000000, 4, 0, 2, 0, 0",
    "7e0030000000, 4, 4, 2, 2, 0",
    "7e0040000000, 4, 0, 0, 0, 0",
    "7e0060000000, 4, 0, 0, 0, 0",
    "7dfff0000000, 4, 0, 0, 0, 0",
  })
  void recordedListIsAddedUp(
      String start, long size, long reserved, long resident, long huge, long anonymous)
      throws IOException {
    long from = Long.parseLong(start, 16);
    try (InputStream recorded =
            Objects.requireNonNull(getClass().getResourceAsStream("smaps.txt"));
        var lines = new BufferedReader(new InputStreamReader(recorded, StandardCharsets.UTF_8))) {
      assertThat(SmapsReader.read(lines, from, from + size * MIB))
          .isEqualTo(
              new MappingUsage(reserved * MIB, resident * MIB, 0, 0, huge * MIB, anonymous * MIB));
    }
  }

  @Property(tries = 200)
  void fieldsCountInAnyOrderAndAmongOthers(
      @ForAll @Size(10) List<@IntRange(max = 1 << 20) Integer> kib, @ForAll Random random)
      throws IOException {
    List<String> names =
        List.of(
            "Rss",
            "Shared_Clean",
            "Shared_Dirty",
            "Shared_Hugetlb",
            "Private_Hugetlb",
            "Swap",
            "AnonHugePages",
            "ShmemPmdMapped",
            "FilePmdMapped",
            "Anonymous");
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(
          "%s:%s%d kB".formatted(names.get(i), " ".repeat(1 + random.nextInt(9)), kib.get(i)));
    }
    fields.addAll(List.of("THPeligible:           0", "VmFlags: rd wr ac ", "Pss: 3 kB", "New: x"));
    Collections.shuffle(fields, random);
    String area = "1000-3000 rw-p 00000000 00:00 0 \n" + String.join("\n", fields) + "\n";
    String other = "Rss: 7 kB\nSwap: 7 kB\nVmFlags: ac ht\n";
    String list =
        "0-1000 rw-p 0 00:00 0\n" + other + area + "3000-4000 r--p 0 00:00 0 a: b\n" + other;
    long hugetlb = kib.get(3) + kib.get(4);
    assertThat(read(list, 0x1000, 0x3000))
        .isEqualTo(
            new MappingUsage(
                0x2000,
                1024 * (kib.get(0) + hugetlb),
                1024L * (kib.get(1) + kib.get(2) + kib.get(3)),
                1024L * kib.get(5),
                1024 * (kib.get(6) + kib.get(7) + kib.get(8) + hugetlb),
                1024L * kib.get(9)));
  }

  /** A block of pages cut at any places gives the same sum as the block in one piece. */
  @Property(tries = 200)
  void splittingDoesNotChangeTheSum(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 4) Integer> pages) throws IOException {
    int cut = 0x100000;
    var list = new StringBuilder("f000-100000 rw-p 0 00:00 0\nRss: 9 kB\nVmFlags: ac\n");
    long resident = 0;
    for (int area : pages) {
      int end = cut + 4 * 4096;
      list.append(
          "%x-%x rw-p 0 00:00 0 [anon: a b]\nRss: %d kB\nVmFlags: rd ac\n"
              .formatted(cut, end, 4 * area));
      resident += 4096L * area;
      cut = end;
    }
    list.append("%x-%x ---p 0 00:00 0\nRss: 9 kB\nVmFlags: ac\n".formatted(cut, cut + 4096));
    assertThat(read(list.toString(), 0x100000, cut))
        .isEqualTo(new MappingUsage(cut - 0x100000, resident, 0, 0, 0, 0));
  }

  @Test
  void nothingIsReadBehindTheBlock() throws IOException {
    var lines =
        new BufferedReader(
            new StringReader("1000-2000 rw-p\nRss: 4 kB\n2000-3000 rw-p\nunreadable\nrest\n"), 1);
    assertThat(SmapsReader.read(lines, 0x1000, 0x2000).residentBytes()).isEqualTo(4096);
    assertThat(lines.lines().toList()).isNotEmpty().last().isEqualTo("rest");
  }

  @Test
  void addressesAreUnsigned() throws IOException {
    String list = "1000-2000 r--p\nRss: 4 kB\nffffffffff600000-ffffffffff601000 --xp\nRss: 4 kB\n";
    assertThat(read(list, 0x1000, 0x2000).residentBytes()).isEqualTo(4096);
    assertThat(read(list, 0xffffffffff600000L, 0xffffffffff601000L).residentBytes())
        .isEqualTo(4096);
  }

  @Test
  void emptyListHasNothing() throws IOException {
    assertThat(read("", 0, 1)).isEqualTo(new MappingUsage(0, 0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "- rw-p", "12", "12 34-56", "x-y rw-p", "1-2", " Rss: 4 kB"})
  void otherTextIsRefused(String line) {
    assertThatThrownBy(() -> read(line + "\n", 0, 10)).isInstanceOf(NumberFormatException.class);
  }

  private static MappingUsage read(String list, long from, long to) throws IOException {
    return SmapsReader.read(new BufferedReader(new StringReader(list)), from, to);
  }
}
