package org.backplane.monitor.control;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.trace.Tracing;
import org.backplane.api.trace.Tracing.Event;

/** Switches trace events while a bundle traces. */
public final class TraceControl {

  private final Present<Tracing> tracing;

  public TraceControl(Present<Tracing> tracing) {
    this.tracing = tracing;
  }

  /** The events of a name or pattern. */
  public List<Event> events(String pattern) throws BackplaneException {
    return present().events(pattern);
  }

  /**
   * Switches the events of a name or pattern.
   *
   * @param ignoreUnavailable whether those that are not there may be among them
   */
  public void enable(String pattern, boolean enabled, boolean ignoreUnavailable)
      throws BackplaneException {
    present().enable(pattern, enabled, ignoreUnavailable);
  }

  /** Whether events are told as text. */
  public void log(boolean on) throws BackplaneException {
    present().configure("log=" + (on ? "on" : "off"));
  }

  /** Tells them in a file from now on. */
  public void file(String file) throws BackplaneException {
    present().configure("file=" + file.replace(",", ",,"));
  }

  private Tracing present() throws NotActiveException {
    return tracing
        .find()
        .orElseThrow(
            () ->
                new NotActiveException(
                    "trace",
                    "the bundle that traces is not there",
                    "put org.backplane.trace into the deploy folder"));
  }
}
