package org.backplane.security;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Lease;
import org.backplane.api.tls.Secret;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.api.type.PropertyValue;

/**
 * Certificates and keys from files. Each connection looks whether they have changed, so that
 * renewed ones count from the next one on.
 *
 * @param subject the object, for messages
 * @param password opens the private key
 * @param folder where they are
 */
record X509Credentials(
    String subject,
    Endpoint endpoint,
    boolean verifiesPeer,
    Optional<Lease<Secret>> password,
    OpenedFolder folder)
    implements TlsCredentials {

  @Override
  public SSLEngine engine(String peerName) throws BackplaneException {
    Engines engines = folder.engines();
    try {
      return endpoint == Endpoint.SERVER ? engines.server(verifiesPeer) : engines.client(peerName);
    } catch (GeneralSecurityException e) {
      throw new HostException(subject, "its certificates cannot be used: " + e.getMessage(), "", e);
    }
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return property.equals(CredentialsType.LOADED)
        ? Optional.of(new PropertyValue.Bool(true))
        : Optional.empty();
  }

  @Override
  public void close() {
    folder.forget();
    password.ifPresent(Lease::close);
  }
}
