package org.backplane.security;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.tls.Secret;
import org.backplane.api.tls.TlsCredentials.Endpoint;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers {@code tls-creds-x509}. */
@Component
public final class X509CredentialsFactory implements BackendFactory {

  private static final Logger LOG = LoggerFactory.getLogger(X509CredentialsFactory.class);

  private final FileReading reading = new FileReading();

  @Override
  public TypeDescription description() {
    return CredentialsType.TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    Made made = Made.of(creation);
    X509Credentials credentials = credentials(creation);
    try {
      var _ = credentials.folder().engines(); // who gives wrong files hears of it now
      made.now();
    } catch (BackplaneException e) {
      if (!made.before()) {
        throw e;
      }
      LOG.warn("{}; no connection comes about until that is mended", e.getMessage());
    }
    return credentials;
  }

  private X509Credentials credentials(Creation creation) throws BackplaneException {
    String subject = creation.subject();
    PropertyValues values = creation.properties();
    String side = values.text(CredentialsType.ENDPOINT);
    boolean server = side.equals(CredentialsType.SERVER);
    boolean verifies = values.bool(CredentialsType.VERIFY_PEER);
    if (!server && !verifies) {
      throw new InvalidRequestException(
          subject,
          "verify-peer=off would let anybody on the way pose as the server",
          "leave it out, and give the server's ca-cert.pem");
    }
    Optional<String> priority = values.findText(CredentialsType.PRIORITY);
    Optional<Lease<Secret>> password = password(creation);
    var folder =
        new OpenedFolder(
            new CredentialFolder(subject, dir(creation), side, server, reading),
            priority.isPresent() ? Priority.parse(subject, priority.get()) : Priority.DEFAULT,
            password,
            values.bool(CredentialsType.SANITY_CHECK)
                ? Optional.of(new SanityCheck(subject, side))
                : Optional.empty());
    return new X509Credentials(
        subject, server ? Endpoint.SERVER : Endpoint.CLIENT, verifies, password, folder);
  }

  private static Optional<Lease<Secret>> password(Creation creation) throws BackplaneException {
    Optional<String> id = creation.properties().findText(CredentialsType.PASSWORDID);
    return id.isPresent() ? Optional.of(OtherSecret.lease(creation, id.get())) : Optional.empty();
  }

  private static Path dir(Creation creation) throws InvalidRequestException {
    try {
      return Path.of(creation.properties().text(CredentialsType.DIR));
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(
          creation.subject(), "dir is no file name: " + e.getReason(), "give another");
    }
  }
}
