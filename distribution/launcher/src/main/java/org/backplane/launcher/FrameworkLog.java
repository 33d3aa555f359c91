package org.backplane.launcher;

import org.apache.felix.framework.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sends the framework's own messages where all others go, instead of to standard output. */
final class FrameworkLog extends Logger {

  private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

  @Override
  protected void doLog(int level, String message, Throwable cause) {
    Level to =
        switch (level) {
          case LOG_ERROR -> Level.ERROR;
          case LOG_WARNING -> Level.WARN;
          case LOG_INFO -> Level.INFO;
          default -> Level.DEBUG;
        };
    log.atLevel(to).setCause(cause).log(message);
  }
}
