package org.backplane.metrics.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.http.PageServer;
import org.backplane.api.thread.WorkerThread;

/** One port. Each request has a virtual thread of its own; the limits bound how many there are. */
final class HttpSite implements PageServer.Site {

  private static final int BACKLOG = 128;

  private final HttpServer server;
  private final ExecutorService requests;

  private HttpSite(HttpServer server, PageBook pages, HostRule hosts) {
    this.server = server;
    this.requests =
        Executors.newThreadPerTaskExecutor(body -> WorkerThread.virtual("backplane-http", body));
    server.setExecutor(requests);
    server.createContext("/", new PageHandler(pages, hosts));
    server.start();
  }

  /**
   * Listens.
   *
   * @throws BackplaneException the address cannot be had
   */
  static HttpSite open(SiteAddress address, PageBook pages) throws BackplaneException {
    InetSocketAddress place = address.resolved();
    ServerLimits.apply();
    try {
      return new HttpSite(
          HttpServer.create(place, BACKLOG), pages, new HostRule(address.isPrivate()));
    } catch (IOException e) {
      throw new HostException(
          SiteAddress.SUBJECT,
          "it cannot listen on %s: %s".formatted(address.shown(), e.getMessage()),
          isOurs(place) ? "give another port, or 0 for any" : "give an address of this machine",
          e);
    }
  }

  /** Whether a port of this address could be had at all. */
  private static boolean isOurs(InetSocketAddress place) {
    try (var _ = new ServerSocket(0, 1, place.getAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
  }
}
