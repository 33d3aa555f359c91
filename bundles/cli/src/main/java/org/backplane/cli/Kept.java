package org.backplane.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.cli.HostOptions.MonitorRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service has open for a command line, such as its monitors. It outlives the bundle that
 * offers the service: whoever comes next to offer it opens all of it anew. Any thread.
 *
 * @param <S> the service's type
 */
final class Kept<S> implements ServiceUser<S> {

  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);

  private final List<Opening<S>> openings;
  private final List<S> present = new ArrayList<>();
  private final Deque<Registration> open = new ArrayDeque<>();
  private Optional<BackplaneException> refusal = Optional.empty();

  /**
   * One thing to open.
   *
   * @param name for the log, such as {@code monitor on 'q'}
   */
  record Opening<S>(String name, Opener<S> opener) {}

  /** Opens a thing. */
  @FunctionalInterface
  interface Opener<S> {
    Registration open(S service) throws BackplaneException;
  }

  Kept(List<Opening<S>> openings) {
    this.openings = List.copyOf(openings);
  }

  /** The monitors of a command line. */
  static Kept<Monitors> monitors(List<MonitorRequest> requests) {
    return new Kept<>(requests.stream().map(Kept::monitor).toList());
  }

  private static Opening<Monitors> monitor(MonitorRequest request) {
    return new Opening<>(
        "monitor on '" + request.chardev() + "'",
        service -> service.open(request.chardev(), request.mode(), request.pretty()));
  }

  /** The first one of several serves. */
  @Override
  public synchronized void came(S service) {
    present.add(service);
    if (present.size() == 1) {
      openAll(service);
    }
  }

  @Override
  public synchronized void gone(S service) {
    boolean served = !present.isEmpty() && present.getFirst().equals(service);
    present.remove(service);
    if (served) {
      closeAll();
      if (!present.isEmpty()) {
        openAll(present.getFirst());
      }
    }
  }

  /**
   * To be called at the start.
   *
   * @throws BackplaneException one of them could not be opened
   */
  synchronized void requireOpen() throws BackplaneException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private void openAll(S service) {
    refusal = Optional.empty();
    for (Opening<S> opening : openings) {
      try {
        open.push(opening.opener().open(service));
        LOG.debug("there is a {}", opening.name());
      } catch (BackplaneException e) {
        LOG.info("no {}: {}", opening.name(), e.getMessage());
        refusal = refusal.or(() -> Optional.of(e));
      }
    }
  }

  private void closeAll() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        LOG.warn("what a service had open broke while it was closed", e);
      }
    }
  }
}
