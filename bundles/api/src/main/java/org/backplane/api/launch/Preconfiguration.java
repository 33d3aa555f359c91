package org.backplane.api.launch;

import org.backplane.api.BackplaneException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A host that was asked to wait before its machine is built ({@code --preconfig}). Registered as a
 * service for as long as it waits. Any thread may call it.
 */
@ProviderType
public interface Preconfiguration {

  /**
   * Lets the machine be built; returns when it is.
   *
   * @throws BackplaneException it cannot be built, or somebody else has said so already
   */
  void leave() throws BackplaneException;
}
