package org.backplane.api.tls;

import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** Something that must not be seen, such as a password. */
@ConsumerType
public interface Secret extends BackendObject {

  /** A copy of its bytes, for the caller to fill with zeros once used. Any thread; never waits. */
  byte[] reveal();
}
