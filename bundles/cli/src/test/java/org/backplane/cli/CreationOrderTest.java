package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.object.ObjectRequest;
import org.junit.jupiter.api.Test;

class CreationOrderTest {

  @Test
  void sortsObjectsIntoContextsEarlyAndLateOnes() throws Exception {
    var options =
        Lines.options(
            "-object", "memory-backend-ram,id=1",
            "-object", "rng-egd,id=2",
            "-object", "rng-builtin,id=3",
            "-object", "cryptodev-vhost-user,id=4",
            "-object", "cryptodev-backend-builtin,id=5",
            "-object", "filter-dump,id=6",
            "-object", "thread-context,id=7",
            "-object", "memory-backend-file,id=8");

    assertThat(CreationOrder.early(options))
        .extracting(ObjectRequest::id)
        .containsExactly("7", "3", "5");
    assertThat(CreationOrder.late(options))
        .extracting(ObjectRequest::id)
        .containsExactly("1", "2", "4", "6", "8");
  }
}
