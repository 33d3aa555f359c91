package org.backplane.api.qtest;

import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.osgi.annotation.versioning.ProviderType;

/** Lets programs that speak the {@code qtest} protocol drive a {@link Testbench}. */
@ProviderType
public interface RegisterTestServer {

  /**
   * Serves test programs on a character device from now on, one at a time.
   *
   * @param chardevId the device's id below {@code /chardevs}
   * @param log where what is said is written too ({@code -qtest-log}); empty for nowhere
   * @throws BackplaneException there is no such device, somebody else has it, or the log cannot be
   *     written
   */
  void listen(String chardevId, Optional<Path> log) throws BackplaneException;
}
