package org.backplane.api.rng;

import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** A source of entropy: {@code rng-*}. */
@ConsumerType
public interface RngBackend extends BackendObject {

  /**
   * Asks for entropy. Never blocks and never completes the request within this call. After {@link
   * #close} every request is handed back at once.
   */
  void request(EntropyRequest request);
}
