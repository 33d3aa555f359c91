package org.backplane.hostmem.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileRangeTest {

  private static final long PAGE = 4096;
  private static final long HUGE = 2L << 20;

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # offset, align, page, fault
          0,    0,          4096,    -
          4096, 4096,       4096,    -
          0,    1073741824, 4096,    -
          0,    0,          2097152, -
          0,    2097152,    2097152, -
          0,    1,          4096,    align 1 is not a multiple of the file's page size of 4096 bytes
          0,    4096,       2097152, align 4096 is not a multiple of the file's page size of 2097152 bytes
          0,    12288,      4096,    align 12288 is not a power of two
          100,  0,          4096,    offset 100 is not a multiple of the file's page size of 4096 bytes
          4096, 0,          2097152, offset 4096 is not a multiple of the file's page size of 2097152 bytes
          100,  3,          4096,    align 3 is not a multiple of the file's page size of 4096 bytes
          """)
  void pages(long offset, long align, long page, String fault) {
    assertThat(new FileRange(page, offset, align).pageFault(page).map(Fault::problem))
        .isEqualTo(Optional.ofNullable(fault));
  }

  @Test
  void advisesTheNextMultiple() {
    assertThat(new FileRange(PAGE, 100, 0).pageFault(PAGE).map(Fault::advice)).contains("use 4096");
    assertThat(new FileRange(HUGE, HUGE + 1, 0).pageFault(HUGE).map(Fault::advice))
        .contains("use 4194304");
    assertThat(new FileRange(PAGE, Long.MAX_VALUE - PAGE, 0).pageFault(PAGE).map(Fault::advice))
        .contains("use " + (Long.MAX_VALUE + 1 - PAGE));
  }

  @Test
  void aFileMustReachToTheEnd() {
    var range = new FileRange(8192, 4096, 0);
    assertThat(range.lengthFault(12288)).isEmpty();
    assertThat(range.lengthFault(1L << 40)).isEmpty();
    assertThat(range.lengthFault(12287).map(Fault::problem))
        .contains(
            "the file is too small: it has 12287 bytes, offset 4096 and size 8192 need 12288");
  }

  @ParameterizedTest
  @CsvSource({
    "4096, -1, 0, offset 18446744073709551615",
    "4096, -4096, 0, offset 18446744073709547520",
    "4096, 9223372036854775807, 0, offset 9223372036854775807",
    "9223372036854775807, 1, 0, offset 1",
    "4096, 0, -4096, align 18446744073709547520",
    "4096, 0, -9223372036854775808, align 9223372036854775808",
  })
  void numbersThatNoFileHas(long size, long offset, long align, String fault) {
    assertThat(new FileRange(size, offset, align).numberFault().map(Fault::problem).orElseThrow())
        .startsWith(fault);
  }

  @Property
  void whatPassesCanBeMapped(
      @ForAll @LongRange(min = 1) long size,
      @ForAll long offset,
      @ForAll long align,
      @ForAll @LongRange(min = 1) long length) {
    var range = new FileRange(size, offset, align);
    if (range.numberFault().isEmpty()
        && range.lengthFault(length).isEmpty()
        && range.pageFault(PAGE).isEmpty()) {
      assertThat(offset).isBetween(0L, length - size);
      assertThat(offset % PAGE).isZero();
      assertThat(align).isGreaterThanOrEqualTo(0);
      assertThat(Long.bitCount(align)).isLessThanOrEqualTo(1);
    }
  }

  @Property
  void adviceOnAnOffsetCanBeFollowed(@ForAll @LongRange(min = 0) long offset) {
    new FileRange(1, offset, 0)
        .pageFault(PAGE)
        .ifPresent(
            fault -> {
              long advised = Long.parseLong(fault.advice().substring("use ".length()));
              assertThat(new FileRange(1, advised, 0).pageFault(PAGE)).isEmpty();
            });
  }
}
