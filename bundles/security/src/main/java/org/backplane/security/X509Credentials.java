package org.backplane.security;

import java.io.IOException;
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
 * Certificates and keys from files. They are read for each connection, so that renewed ones count
 * from the next one on.
 *
 * @param subject the object, for messages
 * @param password opens the private key
 * @param check empty when nothing shall be looked for
 */
record X509Credentials(
    String subject,
    Endpoint endpoint,
    boolean verifiesPeer,
    CredentialFolder folder,
    Priority priority,
    Optional<Lease<Secret>> password,
    Optional<SanityCheck> check)
    implements TlsCredentials {

  @Override
  public SSLEngine engine(String peerName) throws BackplaneException {
    Engines engines = engines();
    try {
      return endpoint == Endpoint.SERVER ? engines.server(verifiesPeer) : engines.client(peerName);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /** Reads the files and makes of them all that a connection needs. */
  Engines engines() throws BackplaneException {
    Credentials credentials = folder.read(this::secret);
    if (check.isPresent()) {
      check.get().check(credentials);
    }
    try {
      return new Engines(credentials, priority);
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(e);
    }
  }

  private Optional<byte[]> secret() throws BackplaneException {
    return password.isPresent()
        ? Optional.of(OtherSecret.reveal(subject, password.get()))
        : Optional.empty();
  }

  private HostException unusable(Exception reason) {
    return new HostException(
        subject, "its certificates cannot be used: " + reason.getMessage(), "", reason);
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return property.equals(CredentialsType.LOADED)
        ? Optional.of(new PropertyValue.Bool(true))
        : Optional.empty();
  }

  @Override
  public void close() {
    password.ifPresent(Lease::close);
  }
}
