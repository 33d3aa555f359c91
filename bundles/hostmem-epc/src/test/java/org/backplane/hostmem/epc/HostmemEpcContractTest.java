package org.backplane.hostmem.epc;

import java.nio.file.Path;
import java.util.Map;
import org.backplane.api.object.BackendFactory;
import org.backplane.tck.HostMemoryContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@code memory-backend-epc} on a stand-in device against the contract of its family. */
final class HostmemEpcContractTest extends HostMemoryContract {

  @TempDir private static Path folder;
  private static Path device;

  @BeforeAll
  static void makeDevice() throws Exception {
    device = StandInDevice.in(folder);
  }

  @Override
  protected BackendFactory factory() {
    return new HostmemEpcFactory(new EnclavePages(device, Path.of("/proc/cpuinfo")));
  }

  // Private, unlike the default: who reads the stand-in device does not see what its shared
  // mappings hold, which the contract expects of a file.
  @Override
  protected Map<String, ?> properties(long sizeBytes) {
    return Map.of("size", sizeBytes, "share", false);
  }
}
