package org.backplane.chardev;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.tls.TlsCredentials;

/** A server's credentials that take as long as a test wants, and are of no use then. */
final class GatedCredentials implements TlsCredentials {

  private static final int ALL = 1000;

  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** How many have asked for an engine so far. */
  int begun() {
    return begun.get();
  }

  /** How many have waited for one at a time. */
  int most() {
    return most.get();
  }

  void letOneGo() {
    gate.release();
  }

  void letAllGo() {
    gate.release(ALL);
  }

  @Override
  public SSLEngine engine(String peerName) throws InvalidRequestException {
    int now = inside.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    begun.incrementAndGet();
    gate.acquireUninterruptibly();
    inside.decrementAndGet();
    throw new InvalidRequestException("gated 't'", "it is of no use", "");
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.SERVER;
  }

  @Override
  public boolean verifiesPeer() {
    return true;
  }

  @Override
  public void close() {}
}
