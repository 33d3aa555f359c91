package org.backplane.hostmem.epc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A device that stands in for {@code /dev/sgx_vepc}: it gives pages of zeros, private or shared,
 * where the real one gives enclave pages, shared only.
 */
final class StandInDevice {

  private StandInDevice() {}

  /** A node of its own, or {@code /dev/zero} itself where this process may not make nodes. */
  static Path in(Path folder) throws Exception {
    Path node = folder.resolve("sgx_vepc-stand-in");
    Process mknod =
        new ProcessBuilder("mknod", "-m", "600", node.toString(), "c", "1", "5")
            .redirectErrorStream(true)
            .start();
    mknod.getInputStream().readAllBytes();
    boolean usable = mknod.waitFor() == 0 && opens(node);
    return usable ? node : Path.of("/dev/zero");
  }

  // A file system may be mounted so that its nodes are none.
  private static boolean opens(Path node) {
    try (var _ = Files.newInputStream(node)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
