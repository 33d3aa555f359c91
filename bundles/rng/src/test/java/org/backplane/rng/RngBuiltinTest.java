package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.TypeDescription;
import org.backplane.tck.EntropyProbe;
import org.backplane.tck.RngContract;
import org.junit.jupiter.api.Test;

/** {@code rng-builtin} against the contract of its family, and what is its own. */
final class RngBuiltinTest extends RngContract {

  @Override
  protected BackendFactory factory() {
    return new RngBuiltinFactory();
  }

  @Test
  void describesItself() {
    TypeDescription type = factory().description();
    assertThat(type.name()).isEqualTo("rng-builtin");
    assertThat(type.parent()).isEqualTo("rng-backend");
    assertThat(type.container()).isEqualTo(Container.OBJECTS);
    assertThat(type.properties()).extracting(Property::name).containsExactly("opened");
    assertThat(type.property("opened").map(Property::writable)).isEqualTo(Optional.of(false));
  }

  @Test
  void fillsRequestsCompletely() throws Exception {
    var backend = new RngBuiltin("full", "rng-builtin 'full'", TestMeter.requests());
    try (backend) {
      for (int size : new int[] {1, 64, 64, 3, 65536, 64}) {
        var probe = new EntropyProbe(size);
        backend.request(probe.request());
        probe.await();
        assertThat(probe.bytes()).hasSize(size);
      }
    }
  }
}
