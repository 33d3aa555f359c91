package org.backplane.api.tls;

import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** Says who may come in. */
@ConsumerType
public interface Authorizer extends BackendObject {

  /**
   * Whether a peer may come in. Any thread; must not block.
   *
   * @param identity who it is; for TLS, the distinguished name of its certificate
   */
  boolean admits(String identity);
}
