package org.backplane.monitor.fake;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.trace.Tracing;

/** Knows one event, and whether it is on. */
public final class FakeTracing implements Tracing {

  private static final String NAME = "bell_rung";

  private volatile boolean on;

  @Override
  public List<Event> events(String pattern) throws InvalidRequestException {
    if (pattern.equals(NAME) || pattern.equals("*")) {
      return List.of(new Event(NAME, on ? State.ENABLED : State.DISABLED, List.of()));
    }
    if (pattern.contains("*")) {
      return List.of();
    }
    throw new InvalidRequestException("trace", "there is no such event", "");
  }

  @Override
  public void enable(String pattern, boolean enabled, boolean ignoreUnavailable)
      throws InvalidRequestException {
    if (!events(pattern).isEmpty()) {
      on = enabled;
    }
  }

  @Override
  public void configure(String options) {}
}
