package org.backplane.api.monitor;

import org.osgi.annotation.versioning.ProviderType;

/** The human monitor without a terminal. Any thread may call it. */
@ProviderType
public interface HumanMonitor {

  /**
   * Runs a line, for as long as it takes; errors come back as text.
   *
   * @return what it prints, lines that end with a line feed
   */
  String execute(String line);
}
