package org.backplane.metrics.http;

import java.util.Map;

/**
 * How long a client may take and how much it may send. The JDK's server has no limits of its own,
 * and takes them from system properties alone, once per process: what an operator has set stands.
 *
 * <p>It refuses connections when it has too many, and has no way to let the eldest give way. So
 * those that say nothing are ended soon, and many are let in: one costs a descriptor, no thread.
 */
final class ServerLimits {

  /** Seconds that a client has for its request once it has begun. */
  private static final int REQUEST_SECONDS = 5;

  /** Seconds that a client has for taking the answer. */
  private static final int ANSWER_SECONDS = 10;

  /** Seconds that a connection may say nothing, before a request or after one. */
  static final int SILENCE_SECONDS = 2;

  /** How often silence is looked for. */
  private static final int LOOK_MILLIS = 500;

  static final int CONNECTIONS = 256;

  private static final Map<String, Integer> PROPERTIES =
      Map.of(
          "sun.net.httpserver.idleInterval", SILENCE_SECONDS,
          "sun.net.httpserver.clockTick", LOOK_MILLIS,
          "sun.net.httpserver.maxIdleConnections", CONNECTIONS,
          "sun.net.httpserver.maxReqTime", REQUEST_SECONDS,
          "sun.net.httpserver.maxRspTime", ANSWER_SECONDS,
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
