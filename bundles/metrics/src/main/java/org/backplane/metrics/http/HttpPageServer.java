package org.backplane.metrics.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.http.Page;
import org.backplane.api.http.PageServer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows pages where the configuration says, and where somebody asks for it. */
@Component(service = PageServer.class, configurationPid = "org.backplane.metrics", immediate = true)
public final class HttpPageServer implements PageServer {

  private static final Logger LOG = LoggerFactory.getLogger(HttpPageServer.class);

  /** {@code etc/org.backplane.metrics.cfg}. */
  public @interface Settings {

    /** Host name or address to listen on; empty for this machine alone. */
    String host() default "";

    /** Port to listen on, 0 for any; -1 for none. */
    int port() default -1;
  }

  private final PageBook pages = new PageBook();
  private final Set<HttpSite> sites = ConcurrentHashMap.newKeySet();
  private Optional<Site> configured;
  private volatile boolean closed;

  @Activate
  public HttpPageServer(Settings settings) {
    this(settings.host(), settings.port());
  }

  /**
   * @param port -1 for none
   */
  HttpPageServer(String host, int port) {
    configured = open(host, port);
  }

  @Modified
  void configure(Settings settings) {
    move(settings.host(), settings.port());
  }

  /** Shows the pages elsewhere. */
  void move(String host, int port) {
    configured.ifPresent(Site::close);
    configured = open(host, port);
  }

  private Optional<Site> open(String host, int port) {
    if (port < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(show(host + ":" + port));
    } catch (BackplaneException e) {
      LOG.error("org.backplane.metrics.cfg: {}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Site show(String address) throws BackplaneException {
    HttpSite site = HttpSite.open(SiteAddress.read(address), pages);
    sites.add(site);
    if (closed) {
      close();
      throw new NotActiveException(SiteAddress.SUBJECT, "the server has just ended", "try again");
    }
    LOG.info("pages are shown at {}", site.root());
    return new Shown(site);
  }

  /** Takes the site out of the list when it is closed. */
  private final class Shown implements Site {

    private final HttpSite site;

    Shown(HttpSite site) {
      this.site = site;
    }

    @Override
    public InetSocketAddress address() {
      return site.address();
    }

    @Override
    public void close() {
      if (sites.remove(site)) {
        site.close();
      }
    }
  }

  @Deactivate
  void close() {
    closed = true;
    for (HttpSite site : Set.copyOf(sites)) {
      if (sites.remove(site)) {
        site.close();
      }
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindPage(Page came) {
    pages.add(came);
  }

  void unbindPage(Page gone) {
    pages.remove(gone);
  }
}
