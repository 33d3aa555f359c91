package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | {}",
        "'\n' | {}",
        "'0\n' | {0}",
        "0-3 | {0, 1, 2, 3}",
        "0-1,4,6-7 | {0, 1, 4, 6, 7}",
        "5-5 | {5}",
        "2,1,2 | {1, 2}",
        "65535 | {65535}"
      })
  void listsOfTheKernelAreRead(String text, String numbers) {
    assertThat(RangeList.parse(text)).hasToString(numbers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",",
        "1,",
        ",1",
        "-",
        "1-",
        "-1",
        "3-1",
        "1--2",
        "1-2-3",
        "x",
        "0x1",
        "+1",
        "1 2",
        "65536",
        "0-65536",
        "4294967296",
        "99999999999999999999",
        "0-4294967295",
        "1-3:1/2",
        "٣x"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> RangeList.parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @Property(tries = 200)
  void everySetComesBackFromItsList(@ForAll Set<@IntRange(max = RangeList.LIMIT - 1) Integer> set) {
    String list = set.stream().map(String::valueOf).collect(Collectors.joining(","));
    assertThat(RangeList.parse(list).stream().boxed()).containsExactlyInAnyOrderElementsOf(set);
  }

  @Property(tries = 200)
  void noTextDoesMoreThanBeRefused(@ForAll String text) {
    try {
      BitSet numbers = RangeList.parse(text);
      assertThat(numbers.length()).isLessThanOrEqualTo(RangeList.LIMIT);
    } catch (NumberFormatException _) {
      // refused
    }
  }
}
