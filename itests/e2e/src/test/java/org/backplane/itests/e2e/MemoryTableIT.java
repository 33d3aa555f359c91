package org.backplane.itests.e2e;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every combination of the memory backends, over QMP, on one host. Each leaves nothing in it. */
class MemoryTableIT {

  private static Installation installation;
  private static MonitoredHost host;

  @BeforeAll
  static void start() throws Exception {
    installation = Installation.unpack();
    host = MonitoredHost.backplane(installation);
  }

  @AfterAll
  static void end() throws Exception {
    try (var _ = installation) {
      host.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> table() {
    return MemoryCases.tests(Optional.empty(), one -> CaseRun.run(host, one, true));
  }
}
