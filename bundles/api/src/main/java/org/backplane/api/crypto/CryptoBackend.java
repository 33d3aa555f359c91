package org.backplane.api.crypto;

import java.util.List;
import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** A cryptography backend: {@code cryptodev-backend} and the types below it. */
@ConsumerType
public interface CryptoBackend extends BackendObject {

  /** A kind of work. */
  enum Service {
    CIPHER,
    HASH,
    MAC,
    AEAD,
    AKCIPHER
  }

  /** The kinds of work that it does now; none while its peer is away. Must not block. */
  List<Service> services();

  /**
   * How the work of each of its queues is done, in the order of the queues, such as {@code
   * builtin}. Must not block.
   */
  List<String> queues();
}
