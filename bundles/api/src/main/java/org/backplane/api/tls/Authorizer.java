package org.backplane.api.tls;

import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** Says who may come in. */
@ConsumerType
public interface Authorizer extends BackendObject {

  /**
   * Whether a peer may come in. Any thread; may read a local file, and waits for nothing else.
   *
   * @param identity who it is; for TLS, the distinguished name of its certificate in the order in
   *     which the certificate has it, such as {@code C=GB,O=Example,CN=laptop}
   */
  boolean admits(String identity);
}
