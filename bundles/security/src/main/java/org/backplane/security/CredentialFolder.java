package org.backplane.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;

/**
 * A folder with certificates and keys under their usual names.
 *
 * @param subject whose it is, for messages
 * @param side {@code server} or {@code client}: which certificate is this end's own
 * @param ownRequired whether there must be one
 */
record CredentialFolder(String subject, Path folder, String side, boolean ownRequired) {

  private static final int MOST_BYTES = 1 << 20;

  /** Reads all. */
  Credentials read(PrivateKeys.Password password) throws BackplaneException {
    return new Credentials(authorities(), revocations(), own(password));
  }

  private List<X509Certificate> authorities() throws BackplaneException {
    return certificates("ca-cert.pem", blocks("ca-cert.pem"));
  }

  private List<X509CRL> revocations() throws BackplaneException {
    String name = "ca-crl.pem";
    var lists = new ArrayList<X509CRL>();
    if (exists(name)) {
      for (Pem block : blocks(name)) {
        try {
          lists.add((X509CRL) factory().generateCRL(new ByteArrayInputStream(block.content())));
        } catch (GeneralSecurityException e) {
          throw damaged(name, e.getMessage());
        }
      }
      if (lists.isEmpty()) {
        throw damaged(name, "there is no list in it");
      }
    }
    return lists;
  }

  private Optional<Credentials.Own> own(PrivateKeys.Password password) throws BackplaneException {
    String certificate = side + "-cert.pem";
    String key = side + "-key.pem";
    if (!ownRequired && !exists(certificate) && !exists(key)) {
      return Optional.empty();
    }
    List<X509Certificate> chain = certificates(certificate, blocks(certificate));
    Pem block =
        PrivateKeys.find(blocks(key)).orElseThrow(() -> damaged(key, "there is no key in it"));
    try {
      return Optional.of(
          new Credentials.Own(
              chain, PrivateKeys.read(block, chain.getFirst().getPublicKey(), password)));
    } catch (GeneralSecurityException | IOException e) {
      throw damaged(key, "it is no key for %s: %s".formatted(certificate, e.getMessage()));
    }
  }

  private List<X509Certificate> certificates(String name, List<Pem> blocks)
      throws BackplaneException {
    var certificates = new ArrayList<X509Certificate>();
    for (Pem block : blocks) {
      if (block.label().endsWith("CERTIFICATE")) {
        certificates.add(certificate(name, block));
      }
    }
    if (certificates.isEmpty()) {
      throw damaged(name, "there is no certificate in it");
    }
    return certificates;
  }

  private X509Certificate certificate(String name, Pem block) throws BackplaneException {
    try {
      return (X509Certificate)
          factory().generateCertificate(new ByteArrayInputStream(block.content()));
    } catch (CertificateException e) {
      throw damaged(name, e.getMessage());
    }
  }

  private List<Pem> blocks(String name) throws BackplaneException {
    try {
      byte[] text = FileReading.read(folder.resolve(name), MOST_BYTES);
      return Pem.blocks(new String(text, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw damaged(name, e.getMessage());
    } catch (IOException e) {
      throw new HostException(
          subject,
          "%s cannot be read: %s".formatted(folder.resolve(name), FileReading.reason(e)),
          "put it there, readable for this process",
          e);
    }
  }

  private boolean exists(String name) {
    return Files.exists(folder.resolve(name));
  }

  private InvalidRequestException damaged(
      String name, @org.jspecify.annotations.Nullable String reason) {
    return new InvalidRequestException(
        subject, "%s cannot be used: %s".formatted(folder.resolve(name), reason), "");
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
