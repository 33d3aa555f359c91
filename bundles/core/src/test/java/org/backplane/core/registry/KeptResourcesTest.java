package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Resources that do not close at the first attempt. */
final class KeptResourcesTest {

  private final KeptResources resources = new KeptResources("test 't0'");
  private final List<String> attempts = new ArrayList<>();
  private final Bundle bundle = new FakeFramework().reference(0, "1.0.0").getBundle();

  /** Refuses to close so many times. */
  private final class Stubborn implements AutoCloseable {
    private final String name;
    private int refusals;

    Stubborn(String name, int refusals) {
      this.name = name;
      this.refusals = refusals;
    }

    @Override
    public void close() {
      attempts.add(name);
      if (refusals-- > 0) {
        throw new OutOfMemoryError("no thread");
      }
    }
  }

  private void keep(String name, int refusals) throws BackplaneException {
    var _ =
        resources.heldFor(bundle).keep(name, Stubborn.class, () -> new Stubborn(name, refusals));
  }

  @Test
  void isTriedAgainWhenTheDefinitionEnds() throws Exception {
    keep("a", 1);
    resources.releaseAllBut(Set.of());
    assertThat(resources.names()).isEmpty();
    keep("a", 0); // a new one, not the one that is stuck
    resources.releaseAll();
    resources.releaseAll();
    assertThat(attempts).containsExactly("a", "a", "a");
  }

  @Test
  void doesNotKeepTheOthersFromTheirEndAndHasASecondChance() throws Exception {
    keep("a", 0);
    keep("b", 1);
    keep("c", 7);
    resources.releaseAll();
    assertThat(attempts).containsExactly("c", "b", "a", "c", "b");
    resources.releaseAll();
    assertThat(attempts).hasSize(5);
  }
}
