package org.backplane.api.qtest;

import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ProviderType;

/** Lets programs that speak the {@code qtest} protocol drive a {@link Testbench}. */
@ProviderType
public interface RegisterTestServer {

  /**
   * Serves test programs on a character device from now on, one at a time. A program that comes
   * before there is a machine waits for it.
   *
   * @param chardevId the device's id below {@code /chardevs}
   * @param log where what is said is written too ({@code -qtest-log}); empty for nowhere
   * @return hangs up and gives the device back when closed
   * @throws BackplaneException there is no such device, somebody else has it, or the log cannot be
   *     written
   */
  Registration listen(String chardevId, Optional<Path> log) throws BackplaneException;
}
