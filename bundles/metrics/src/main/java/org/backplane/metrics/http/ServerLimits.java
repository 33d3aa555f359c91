package org.backplane.metrics.http;

import java.util.Map;

/**
 * How long a client may take and how much it may send. The JDK's server has no limits of its own,
 * and takes them from system properties alone, once per process: what an operator has set stands.
 */
final class ServerLimits {

  /** Seconds that a client has for its request, and for taking the answer. */
  static final int PATIENCE_SECONDS = 10;

  static final int CONNECTIONS = 64;

  private static final Map<String, Integer> PROPERTIES =
      Map.of(
          "sun.net.httpserver.maxReqTime", PATIENCE_SECONDS,
          "sun.net.httpserver.maxRspTime", PATIENCE_SECONDS,
          "sun.net.httpserver.maxReqHeaders", 64,
          "sun.net.httpserver.maxReqHeaderSize", 16 * 1024,
          "jdk.httpserver.maxConnections", CONNECTIONS);

  private ServerLimits() {}

  /** To be called before the first server is made. */
  static void apply() {
    PROPERTIES.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value.toString());
          }
        });
  }
}
