package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TurnsTest {

  private final Set<String> done = new HashSet<>();
  private final Turns<String> turns = new Turns<>(done::contains);

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

  @Test
  void itemsThatAreDoneDoNotPileUp() {
    for (int i = 0; i < 10_000; i++) {
      turns.add("a", "a" + i);
      if (i % 100 != 0) {
        done.add("a" + i);
      }
    }
    assertThat(turns.items()).isLessThan(300);
    assertThat(all().stream().filter(item -> !done.contains(item)))
        .hasSize(100)
        .startsWith("a0", "a100", "a200");
  }

  @Test
  void anOwnerAllOfWhoseItemsAreDoneKeepsItsOneTurn() {
    for (int i = 0; i < 64; i++) {
      turns.add("a", "a" + i);
      done.add("a" + i);
    }
    turns.add("a", "a64");
    turns.add("a", "a65");
    turns.add("b", "b0");
    assertThat(all()).containsExactly("a64", "b0", "a65");
  }

  @Test
  void ownersWhoseItemsAreDoneAreForgotten() {
    for (int i = 0; i < 10_000; i++) {
      done.add("x" + i);
      turns.add("owner " + i, "x" + i);
    }
    turns.add("live", "y");
    assertThat(turns.owners()).isLessThan(100);
    assertThat(turns.items()).isLessThan(100);
    assertThat(all()).endsWith("y");
  }

  private List<String> all() {
    var taken = new ArrayList<String>();
    for (String item = turns.next(); item != null; item = turns.next()) {
      taken.add(item);
    }
    return taken;
  }
}
