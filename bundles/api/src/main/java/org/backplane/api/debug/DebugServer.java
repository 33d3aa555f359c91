package org.backplane.api.debug;

import org.backplane.api.BackplaneException;
import org.osgi.annotation.versioning.ProviderType;

/** Lets a debugger from outside look into the machine of this host. Any thread may call it. */
@ProviderType
public interface DebugServer {

  /** The device of {@code -s}. */
  String USUAL_DEVICE = "tcp::1234";

  /**
   * Serves debuggers on a device from now on, one at a time, and no longer where it did so far.
   * When this throws, it serves nowhere.
   *
   * @param device {@code tcp:[HOST]:PORT} or {@code unix:PATH}, both with properties behind commas,
   *     {@code pty}, {@code chardev:ID}; {@code none} for nowhere
   * @throws BackplaneException there is no machine, it has no CPU, or the device cannot be had
   */
  void listen(String device) throws BackplaneException;

  /** Serves nowhere: a debugger is hung up on, and its breakpoints are gone. */
  void end();
}
