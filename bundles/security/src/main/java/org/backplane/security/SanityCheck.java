package org.backplane.security;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what the other end would refuse, so that the operator hears of it and not a user.
 *
 * @param subject whose certificates they are, for messages
 * @param side {@code server} or {@code client}
 */
record SanityCheck(String subject, String side) {

  private static final Logger LOG = LoggerFactory.getLogger(SanityCheck.class);

  private static final String KEY_USAGE = "2.5.29.15";
  private static final String PURPOSE = "2.5.29.37";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int CERTIFICATE_SIGNING = 5;

  /** Checks all. */
  void check(Credentials credentials) throws InvalidRequestException {
    for (X509Certificate authority : credentials.authorities()) {
      checkAuthority(authority);
    }
    if (credentials.own().isPresent()) {
      Credentials.Own own = credentials.own().get();
      checkOwn(own.certificate());
      checkSigned(own.chain(), credentials.authorities());
      if (!belongTogether(own.key(), own.certificate().getPublicKey())) {
        throw refused(
            "%s-key.pem is not the key of %s-cert.pem".formatted(side, side),
            "put the key there that the certificate was made for");
      }
    }
  }

  /** Looks at the time alone, which goes on while the files stay as they are. */
  void checkTimes(List<X509Certificate> authorities, Optional<X509Certificate> own)
      throws InvalidRequestException {
    for (X509Certificate authority : authorities) {
      checkTime(authority, "ca-cert.pem");
    }
    if (own.isPresent()) {
      checkTime(own.get(), side + "-cert.pem");
    }
  }

  private void checkAuthority(X509Certificate authority) throws InvalidRequestException {
    checkTime(authority, "ca-cert.pem");
    if (authority.getBasicConstraints() < 0) {
      throw refused(
          "ca-cert.pem: %s is not a certificate of an authority".formatted(name(authority)),
          "make it with basicConstraints=CA:TRUE");
    }
    if (!usableFor(authority, CERTIFICATE_SIGNING)) {
      complain(
          authority, KEY_USAGE, "ca-cert.pem: %s may not sign certificates", "keyCertSign in its");
    }
  }

  private void checkOwn(X509Certificate own) throws InvalidRequestException {
    String file = side + "-cert.pem";
    checkTime(own, file);
    if (own.getBasicConstraints() >= 0) {
      throw refused(
          "%s: %s is a certificate of an authority".formatted(file, name(own)),
          "make one with basicConstraints=CA:FALSE, signed by it");
    }
    if (!usableFor(own, DIGITAL_SIGNATURE) && !usableFor(own, KEY_ENCIPHERMENT)) {
      complain(own, KEY_USAGE, file + ": %s may not sign", "digitalSignature in its");
    }
    if (!hasPurpose(own)) {
      complain(own, PURPOSE, file + ": %s is not for a TLS " + side, side + "Auth in its extended");
    }
  }

  private void checkTime(X509Certificate certificate, String file) throws InvalidRequestException {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException _) {
      throw refused(
          "%s: %s expired at %s"
              .formatted(file, name(certificate), certificate.getNotAfter().toInstant()),
          "renew it");
    } catch (CertificateNotYetValidException _) {
      throw refused(
          "%s: %s is not valid before %s"
              .formatted(file, name(certificate), certificate.getNotBefore().toInstant()),
          "check the clock");
    }
  }

  private void checkSigned(List<X509Certificate> chain, List<X509Certificate> authorities)
      throws InvalidRequestException {
    X509Certificate last = chain.getLast();
    for (X509Certificate authority : authorities) {
      if (authority.equals(last) || isSigned(last, authority)) {
        return;
      }
    }
    throw refused(
        "%s-cert.pem is not signed by an authority of ca-cert.pem".formatted(side),
        "add what lies between them to %s-cert.pem, or give the right ca-cert.pem".formatted(side));
  }

  private static boolean isSigned(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean usableFor(X509Certificate certificate, int usage) {
    boolean @Nullable [] usages = certificate.getKeyUsage();
    return usages == null || usages[usage];
  }

  private boolean hasPurpose(X509Certificate certificate) throws InvalidRequestException {
    try {
      @Nullable List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null
          || purposes.contains(ANY_PURPOSE)
          || purposes.contains(side.equals("server") ? SERVER_PURPOSE : CLIENT_PURPOSE);
    } catch (CertificateParsingException e) {
      throw refused("%s-cert.pem has a damaged extension".formatted(side), "make it anew");
    }
  }

  /** What is marked as critical binds the other end; the rest it may overlook. */
  private void complain(
      X509Certificate certificate, String extension, String problem, String wanted)
      throws InvalidRequestException {
    String text = problem.formatted(name(certificate));
    @Nullable Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (critical != null && critical.contains(extension)) {
      throw refused(text, "make it with %s key usage".formatted(wanted));
    }
    LOG.warn("{}: {}; some peers will refuse it", subject, text);
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
    try {
      var signature =
          Signature.getInstance(
              switch (publicKey.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> publicKey.getAlgorithm();
              });
      byte[] trial = {1, 2, 3};
      signature.initSign(key);
      signature.update(trial);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(trial);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(subject, problem, advice);
  }
}
