package org.backplane.chardev;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.Lease;
import org.backplane.api.tls.Authorizer;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.api.tls.TlsSession;
import org.backplane.linux.Poller;
import org.backplane.linux.StreamSocket;

/**
 * Lets nobody in who has not shaken hands, and nobody whom an authorizer does not admit.
 *
 * @param credentials what this end shows
 * @param authorizer whom to ask about peers; empty to take all that show what they should
 * @param peerName whom a client wants to talk to
 */
record Protection(
    Lease<TlsCredentials> credentials, Optional<Lease<Authorizer>> authorizer, String peerName) {

  /** Whether all is here that a handshake needs: bundles may be away for a moment. */
  boolean isReady() {
    return credentials.target().isPresent()
        && authorizer.map(lease -> lease.target().isPresent()).orElse(true);
  }

  /**
   * Shakes hands; waits for the peer, for a bounded time.
   *
   * @param waiting ends the wait when it is woken
   * @param stopped whether it was woken to give up
   * @throws IOException the peer may not come in, and its socket is closed
   */
  Newcomer protect(StreamSocket socket, Poller waiting, BooleanSupplier stopped)
      throws IOException {
    boolean done = false;
    try {
      var session = new TlsSession(target(credentials).engine(peerName));
      new TlsHandshake(socket, session, waiting, stopped).run();
      authorize(session);
      done = true;
      return new Newcomer(socket, Optional.of(session));
    } catch (BackplaneException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private void authorize(TlsSession session) throws IOException {
    if (authorizer.isEmpty()) {
      return;
    }
    String identity =
        PeerIdentity.of(session.engine().getSession())
            .orElseThrow(() -> new IOException("it has shown no certificate"));
    if (!target(authorizer.get()).admits(identity)) {
      throw new IOException("%s does not admit '%s'".formatted(authorizer.get().path(), identity));
    }
  }

  private static <T> T target(Lease<T> lease) throws IOException {
    return lease.target().orElseThrow(() -> new IOException(lease.path() + " is away"));
  }
}
