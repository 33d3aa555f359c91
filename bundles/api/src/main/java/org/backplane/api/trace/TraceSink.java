package org.backplane.api.trace;

import org.osgi.annotation.versioning.ProviderType;

/** Takes what trace points tell. */
@ProviderType
@FunctionalInterface
public interface TraceSink {

  /** An event. Any thread, also a hart's: neither blocks nor throws. */
  void record(TracePoint point, Object[] values);
}
