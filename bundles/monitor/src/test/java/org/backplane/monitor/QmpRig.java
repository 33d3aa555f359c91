package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A QMP monitor among fakes, and what the tests of its sessions say often. */
abstract class QmpRig {

  static final String STATUS = "{'execute':'query-status','id':'s'}";
  static final String SLOW_ADD =
      "{'execute':'object-add','id':'slow',"
          + "'arguments':{'qom-type':'rng-builtin','id':'slow'}}";

  final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  static void awaitState(Thread thread, Thread.State state) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (thread.getState() != state) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the thread never became " + state);
      }
      Thread.onSpinWait();
    }
  }

  static String errorClass(Map<String, Object> reply) {
    assertThat(reply).containsKey("error");
    return String.valueOf(((Map<?, ?>) reply.get("error")).get("class"));
  }
}
