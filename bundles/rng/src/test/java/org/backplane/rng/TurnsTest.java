package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {

  private final Turns<String> turns = new Turns<>();

  @Test
  void oneOwnersItemsStayInOrder() {
    for (int i = 0; i < 5; i++) {
      turns.add("a", "a" + i);
    }
    assertThat(all()).containsExactly("a0", "a1", "a2", "a3", "a4");
  }

  @Test
  void ownersTakeTurns() {
    for (int i = 0; i < 3; i++) {
      turns.add("greedy", "g" + i);
    }
    turns.add("small", "s0");
    turns.add("other", "o0");
    assertThat(all()).containsExactly("g0", "s0", "o0", "g1", "g2");
  }

  @Test
  void anItemThatNeedsMoreTurnsGoesOnAfterTheOthersAndBeforeItsSuccessors() {
    turns.add("greedy", "g0");
    turns.add("greedy", "g1");
    turns.add("small", "s0");
    String first = turns.next();
    turns.again("greedy", first);
    assertThat(all()).containsExactly("s0", "g0", "g1");
  }

  @Test
  void anOwnerOfOneItemGoesOnToo() {
    turns.add("a", "a0");
    turns.again("a", turns.next());
    assertThat(all()).containsExactly("a0");
    assertThat(turns.isEmpty()).isTrue();
  }

  @Test
  void drainTakesEverything() {
    turns.add("a", "a0");
    turns.add("b", "b0");
    turns.add("a", "a1");
    assertThat(turns.drain()).containsExactlyInAnyOrder("a0", "a1", "b0");
    assertThat(turns.isEmpty()).isTrue();
    turns.add("a", "a2");
    assertThat(all()).containsExactly("a2");
  }

  @Test
  void ownersThatComeAndGoAreForgotten() {
    for (int i = 0; i < 10_000; i++) {
      turns.add("owner " + i, "x");
      assertThat(turns.next()).isEqualTo("x");
    }
    assertThat(turns.owners()).isLessThan(100);
  }

  private List<String> all() {
    var taken = new ArrayList<String>();
    for (String item = turns.next(); item != null; item = turns.next()) {
      taken.add(item);
    }
    return taken;
  }
}
