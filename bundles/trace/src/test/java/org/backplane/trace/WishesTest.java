package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WishesTest {

  private static Wish wish(String pattern, boolean on) {
    return new Wish(new NamePattern(pattern), on);
  }

  @Property
  void theLastThatFitsDecides(@ForAll("wishes") List<Wish> given) {
    var wishes = new Wishes();
    given.forEach(wishes::add);
    for (String name : List.of("a", "b", "ab", "ba", "aab")) {
      boolean wanted =
          given.stream()
              .filter(wish -> wish.pattern().matches(name))
              .reduce((_, last) -> last)
              .map(Wish::enabled)
              .orElse(false);
      assertThat(wishes.wants(name)).isEqualTo(wanted);
      assertThat(Wishes.of(wishes.texts()).wants(name)).isEqualTo(wanted);
    }
  }

  @Provide
  Arbitrary<List<Wish>> wishes() {
    return Arbitraries.of("*", "a*", "*b", "a", "?b", "ab")
        .flatMap(text -> Arbitraries.of(true, false).map(on -> wish(text, on)))
        .list()
        .ofMaxSize(12);
  }

  @Test
  void doesNotGrowWithWhatIsSaidAgain() {
    var wishes = new Wishes();
    for (int i = 0; i < 5000; i++) {
      wishes.add(wish("a*", i % 2 == 0));
      wishes.add(wish("b", true));
    }
    assertThat(wishes.texts()).containsExactly("-a*", "+b");
    wishes.add(wish("*", false));
    assertThat(wishes.texts()).containsExactly("-*");
  }

  @Test
  void hasRoomForSoManyOnly() {
    var wishes = new Wishes();
    List<Wish> many =
        IntStream.range(0, Wishes.MAX).mapToObj(i -> wish("e" + i + "*", true)).toList();
    assertThat(wishes.haveRoom(many)).isTrue();
    many.forEach(wishes::add);
    assertThat(wishes.haveRoom(List.of(wish("e1*", false)))).isTrue();
    assertThat(wishes.haveRoom(List.of(wish("f*", false)))).isFalse();
    assertThat(wishes.haveRoom(List.of(wish("*", false)))).isTrue();
  }
}
