package org.backplane.core.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> MANY =
      List.of("-M", "-m", "-smp", "-qmp", "-cpu", "-gdb", "-object", "-machine", "demo", "help");

  @ParameterizedTest
  @CsvSource({"-objct, -object", "-smq, -smp", "-machien, -machine", "dmeo, demo", "hlep, help"})
  void findsWhatWasMeant(String word, String meant) {
    assertThat(NearestName.advice(word, MANY)).isEqualTo("did you mean '" + meant + "'?");
  }

  @ParameterizedTest
  @CsvSource({"-z", "z", "-zz", "xy", "-xyp", "''", "-", "elephant"})
  void doesNotGuessFromNextToNothing(String word) {
    assertThat(NearestName.advice(word, MANY)).isEmpty();
  }

  @Test
  void listsAFewInstead() {
    assertThat(NearestName.advice("x", List.of("a", "b"))).isEqualTo("there is a, b");
  }
}
