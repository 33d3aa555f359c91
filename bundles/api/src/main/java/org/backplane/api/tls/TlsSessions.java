package org.backplane.api.tls;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The protected connections of one definition, by their numbers. Any thread. */
public final class TlsSessions implements AutoCloseable {

  private final Map<Long, TlsSession> byNumber = new ConcurrentHashMap<>();

  /** Remembers a connection's session. */
  public void put(long number, TlsSession session) {
    byNumber.put(number, session);
  }

  /** A connection's session; empty when it is not protected. */
  public Optional<TlsSession> find(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /** Forgets a connection that is no more. */
  public void remove(long number) {
    byNumber.remove(number);
  }

  /** Forgets all: the sockets are others' to close. */
  @Override
  public void close() {
    byNumber.clear();
  }
}
