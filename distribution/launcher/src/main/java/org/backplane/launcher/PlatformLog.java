package org.backplane.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what bundles and the JDK log with {@code java.util.logging} where all other messages go.
 * The logging of the JDK loads this class by its name when something first logs with it: a host
 * where nothing does pays nothing.
 */
public final class PlatformLog extends Handler {

  private static final int ERROR = java.util.logging.Level.SEVERE.intValue();
  private static final int WARN = java.util.logging.Level.WARNING.intValue();
  private static final int INFO = java.util.logging.Level.INFO.intValue();

  private final SimpleFormatter formatter = new SimpleFormatter();

  /** Made by the JDK's logging. */
  public PlatformLog() {}

  /** Announces {@link Setup} to the JDK's logging. */
  static void route() {
    System.setProperty("java.util.logging.config.class", Setup.class.getName());
  }

  /** Makes {@link PlatformLog} the only handler; made by the JDK's logging before its first use. */
  public static final class Setup {

    /** Sets up the JDK's logging. */
    public Setup() throws IOException {
      String settings = "handlers=" + PlatformLog.class.getName() + "\n.level=INFO\n";
      LogManager.getLogManager()
          .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void publish(LogRecord event) {
    String name = event.getLoggerName();
    LoggerFactory.getLogger(name == null ? "jdk" : name)
        .atLevel(level(event.getLevel().intValue()))
        .setCause(event.getThrown())
        .log(formatter.formatMessage(event));
  }

  private static Level level(int value) {
    if (value >= ERROR) {
      return Level.ERROR;
    }
    if (value >= WARN) {
      return Level.WARN;
    }
    return value >= INFO ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
