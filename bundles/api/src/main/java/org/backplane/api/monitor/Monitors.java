package org.backplane.api.monitor;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ProviderType;

/** Puts monitors on character devices. Any thread may call it. */
@ProviderType
public interface Monitors {

  /** What a monitor speaks. */
  enum Mode {
    /** QMP: JSON, for programs. */
    CONTROL,
    /** HMP: lines of text, for people. */
    READLINE
  }

  /**
   * Takes a character device for itself and serves every peer of it until the answer is closed. The
   * device may be detached or waiting; it is served as soon as it is live.
   *
   * @param chardevId the device's id below {@code /chardevs}
   * @param pretty whether {@link Mode#CONTROL} indents its output; no meaning for the other mode
   * @throws BackplaneException there is no such device, or somebody else has it
   */
  Registration open(String chardevId, Mode mode, boolean pretty) throws BackplaneException;
}
