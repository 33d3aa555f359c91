package org.backplane.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.http.PageServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a command line has pages shown. It outlives the bundle that shows them: whoever comes next
 * does so at the same port. Any thread.
 */
final class KeptSite implements ServiceUser<PageServer> {

  private static final Logger LOG = LoggerFactory.getLogger(KeptSite.class);

  private final List<PageServer> present = new ArrayList<>();
  private String address;
  private Optional<PageServer.Site> site = Optional.empty();
  private Optional<BackplaneException> refusal = Optional.empty();

  /**
   * @param address {@code [HOST:]PORT}; whatever port it is at first, it stays
   */
  KeptSite(String address) {
    this.address = address;
  }

  /** The first one of several serves. */
  @Override
  public synchronized void came(PageServer service) {
    present.add(service);
    if (present.size() == 1) {
      open(service);
    }
  }

  @Override
  public synchronized void gone(PageServer service) {
    boolean served = !present.isEmpty() && present.getFirst().equals(service);
    present.remove(service);
    if (served) {
      site.ifPresent(PageServer.Site::close);
      site = Optional.empty();
      if (!present.isEmpty()) {
        open(present.getFirst());
      }
    }
  }

  /**
   * The site, to be asked for at the start.
   *
   * @throws BackplaneException it could not be opened
   */
  synchronized Optional<PageServer.Site> requireOpen() throws BackplaneException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return site;
  }

  private void open(PageServer service) {
    try {
      PageServer.Site opened = service.show(address);
      String host = address.substring(0, address.lastIndexOf(':') + 1);
      address = host + opened.address().getPort();
      site = Optional.of(opened);
      refusal = Optional.empty();
    } catch (BackplaneException e) {
      LOG.info("no pages are shown at {}: {}", address, e.getMessage());
      refusal = Optional.of(e);
    }
  }
}
