package org.backplane.chardev;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.tls.Authorizer;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.api.tls.TlsCredentials.Endpoint;
import org.backplane.linux.Poller;

/**
 * Finds what protects a device's connections, and keeps hold of it: neither object may be deleted
 * while this device uses it, or else later code would find none, or another of that name on weaker
 * terms.
 *
 * @param ready woken when one of them comes
 */
record ProtectionLeases(Creation creation, TlsOptions options, Poller ready) {

  /**
   * Takes them.
   *
   * @throws InvalidRequestException they do not fit this device
   */
  Protection take(Endpoint endpoint, String peerName) throws BackplaneException {
    Lease<TlsCredentials> credentials =
        lease(SocketType.TLS_CREDS, options.credentials(), TlsCredentials.class);
    if (credentials.target().isPresent()) {
      check(credentials.target().get(), endpoint);
    }
    Optional<Lease<Authorizer>> authorizer =
        options.authorizer().isPresent()
            ? Optional.of(lease(SocketType.TLS_AUTHZ, options.authorizer().get(), Authorizer.class))
            : Optional.empty();
    return new Protection(credentials, authorizer, peerName);
  }

  private void check(TlsCredentials credentials, Endpoint endpoint) throws InvalidRequestException {
    if (credentials.endpoint() != endpoint) {
      String wanted = endpoint == Endpoint.SERVER ? "server" : "client";
      throw refused(
          "tls-creds '%s' is not for a %s".formatted(options.credentials(), wanted),
          "make it with endpoint=" + wanted);
    }
    if (options.authorizer().isPresent() && !credentials.verifiesPeer()) {
      throw refused(
          "tls-authz needs certificates of the clients", "make tls-creds with verify-peer=on");
    }
  }

  private <T extends BackendObject> Lease<T> lease(String property, String id, Class<T> kind)
      throws BackplaneException {
    try {
      return creation.lease(
          ObjectPath.object(id), kind, LeaseTerms.pinning(creation.subject()), listener());
    } catch (MissingReferenceException _) {
      throw refused(
          "there is no object '%s' for %s".formatted(id, property),
          "create it first, with object-add or -object");
    }
  }

  private <T> LeaseListener<T> listener() {
    Poller waiting = ready;
    return new LeaseListener<>() {
      @Override
      public void attached(T target) {
        waiting.wake();
      }

      @Override
      public void detached() {
        // Each use asks again.
      }
    };
  }

  private InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(creation.subject(), problem, advice);
  }
}
