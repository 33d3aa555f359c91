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
 * The monitors of a command line. They outlive the bundle that serves them: whoever comes next to
 * offer monitors opens them anew. Any thread.
 */
final class KeptMonitors implements ServiceUser<Monitors> {

  private static final Logger LOG = LoggerFactory.getLogger(KeptMonitors.class);

  private final List<MonitorRequest> requests;
  private final List<Monitors> present = new ArrayList<>();
  private final Deque<Registration> open = new ArrayDeque<>();
  private Optional<BackplaneException> refusal = Optional.empty();

  KeptMonitors(List<MonitorRequest> requests) {
    this.requests = List.copyOf(requests);
  }

  /** The first one of several serves. */
  @Override
  public synchronized void came(Monitors service) {
    present.add(service);
    if (present.size() == 1) {
      openAll(service);
    }
  }

  @Override
  public synchronized void gone(Monitors service) {
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

  private void openAll(Monitors service) {
    refusal = Optional.empty();
    for (MonitorRequest request : requests) {
      try {
        open.push(service.open(request.chardev(), request.mode(), request.pretty()));
        LOG.debug("there is a monitor on '{}'", request.chardev());
      } catch (BackplaneException e) {
        LOG.info("no monitor on '{}': {}", request.chardev(), e.getMessage());
        refusal = refusal.or(() -> Optional.of(e));
      }
    }
  }

  private void closeAll() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        LOG.warn("a monitor broke while it was closed", e);
      }
    }
  }
}
