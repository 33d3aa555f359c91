package org.backplane.monitor;

import org.backplane.monitor.session.Limits;

/** From configuration to limits that can be kept. */
final class LimitReader {

  /** A reader needs as much to negotiate. */
  private static final int LEAST_BYTES = 1024;

  private LimitReader() {}

  /** What is too small for anybody to work with is raised to what is not. */
  static Limits read(LimitSettings settings) {
    return new Limits(
        Math.max(1, settings.clients()),
        Math.max(LEAST_BYTES, settings.freeBytes()),
        settings.sharedBytes() == 0
            ? Limits.USUAL.sharedBytes()
            : Math.max(0, settings.sharedBytes()),
        Math.max(1, settings.requests()),
        Math.max(LEAST_BYTES, settings.requestBytes()),
        Math.max(1, settings.replies()),
        Math.max(LEAST_BYTES, settings.replyBytes()),
        Math.max(1, settings.events()));
  }
}
