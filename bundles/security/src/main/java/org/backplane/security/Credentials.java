package org.backplane.security;

import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a folder say.
 *
 * @param authorities whose signature counts
 * @param revocations what they have taken back
 * @param own what this end shows of itself
 */
record Credentials(
    List<X509Certificate> authorities, List<X509CRL> revocations, Optional<Own> own) {

  /**
   * This end's certificate.
   *
   * @param chain the certificate, then those that lead from it towards an authority
   * @param key that it was made for
   */
  record Own(List<X509Certificate> chain, PrivateKey key) {

    X509Certificate certificate() {
      return chain.getFirst();
    }
  }
}
