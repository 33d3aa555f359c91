package org.backplane.api.http;

import java.net.InetSocketAddress;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ProviderType;

/** Shows all {@link Page}s over HTTP. Any thread may call it. */
@ProviderType
public interface PageServer {

  /** Somewhere that pages are shown, until it is closed. */
  interface Site extends Registration {

    /** Where it listens. */
    InetSocketAddress address();

    /** What to put before a page's path to ask for it. */
    default String root() {
      InetSocketAddress at = address();
      String host = at.getAddress() == null ? at.getHostString() : at.getAddress().getHostAddress();
      return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, at.getPort());
    }
  }

  /**
   * Shows the pages at one more address.
   *
   * @param address {@code [HOST:]PORT}; without a host this machine alone can read them, port 0 is
   *     any free one
   * @throws BackplaneException it is no address, or cannot be had
   */
  Site show(String address) throws BackplaneException;
}
