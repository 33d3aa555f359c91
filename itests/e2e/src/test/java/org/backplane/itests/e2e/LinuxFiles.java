package org.backplane.itests.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a Linux guest starts from: fetched when it is not there yet.
 *
 * @param kernel the stock kernel of a Debian release
 * @param initramfs with the init of {@code itests/guest}
 */
record LinuxFiles(Path kernel, Path initramfs) {

  private static final int UNAVAILABLE = 3;
  private static final long DEADLINE_MINUTES = 15;

  /** Skips the test, with the reason, when this machine cannot have them. */
  static LinuxFiles fetched() throws IOException, InterruptedException {
    try (Host fetch =
        Host.of(new ProcessBuilder(System.getProperty("backplane.guest") + "/fetch").start())) {
      int status = fetch.exitStatus(DEADLINE_MINUTES, TimeUnit.MINUTES);
      String said = fetch.errors().strip();
      assumeTrue(
          status != UNAVAILABLE, "no Linux guest: " + said.substring(said.indexOf('\n') + 1));
      if (status != 0) {
        throw new AssertionError("itests/guest/fetch ended with " + status + "\n" + said);
      }
      Path folder = Path.of(fetch.output().strip());
      return new LinuxFiles(folder.resolve("Image"), folder.resolve("initramfs.cpio"));
    }
  }
}
