package org.backplane.api.chardev;

import org.osgi.annotation.versioning.ConsumerType;

/** A character device whose connection can be cut when its peer hangs. */
@ConsumerType
public interface Yankable extends Chardev {

  /**
   * Cuts the connection, so that whatever waits for it goes on with an error; nothing happens when
   * there is none. Any thread; must not block.
   */
  void yank();
}
