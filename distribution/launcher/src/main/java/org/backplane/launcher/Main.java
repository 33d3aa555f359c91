package org.backplane.launcher;

import java.time.Instant;

/** The process's entry point. */
public final class Main {

  /**
   * When the process was started, in milliseconds since 1970; scripts set it, else it is guessed.
   */
  private static final String START = "backplane.start.millis";

  private Main() {}

  /** Starts the distribution that {@code -Dbackplane.home} names, with a command line. */
  public static void main(String[] arguments) {
    SignalHook signal = SignalHook.install();
    if (System.getProperty(START, "").isEmpty()) {
      var now = Instant.now();
      var start = ProcessHandle.current().info().startInstant().orElse(now);
      System.setProperty(START, Long.toString(start.toEpochMilli()));
    }
    // Standard output carries answers and a guest's console; what libraries print goes elsewhere.
    System.setOut(System.err);
    PlatformLog.route();
    try {
      Launcher.launch(Distribution.locate(), arguments, signal);
    } catch (StartException e) {
      System.err.println("backplane: " + e.getMessage());
      signal.failed();
      System.exit(1);
    } catch (RuntimeException | Error e) {
      signal.failed();
      throw e;
    }
  }
}
