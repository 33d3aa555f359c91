package org.backplane.api.launch;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Holds back the objects that configurations define until the command line has set the defaults
 * that are for them too. Where no launcher brings a command line the gate stands open.
 */
@ProviderType
public interface StartGate {

  /**
   * Opens the gate for good. Returns when all that waited there has been made, waits for its type
   * or for another object, or was refused. An interrupt ends the wait, and is kept. Any thread.
   */
  void open();
}
