package org.backplane.api.job;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of jobs. Must not block. */
@ConsumerType
public interface JobListener {

  /** A job began, was called off or ended; in order for one job. */
  void changed(Job now);
}
