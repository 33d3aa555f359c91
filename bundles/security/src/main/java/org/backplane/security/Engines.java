package org.backplane.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes engines from credentials. They have classes of the JDK inside and none of this bundle, or
 * else a connection would keep this code in memory when it has been exchanged.
 */
final class Engines {

  // Names a server towards itself when nobody asks for a certain one.
  private static final int NO_PORT = -1;
  // The keys stand in memory only: the password of that store protects nothing.
  private static final char[] NO_PASSWORD = {};

  private final KeyManager[] keys;
  private final TrustManager[] trust;
  private final Priority priority;

  Engines(Credentials credentials, Priority priority) throws GeneralSecurityException, IOException {
    this.keys = keyManagers(credentials);
    this.trust = trustManagers(credentials);
    this.priority = priority;
  }

  /** An engine that asks each client for a certificate, or lets in those without one. */
  SSLEngine server(boolean verifiesPeer) throws GeneralSecurityException {
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters();
    parameters.setNeedClientAuth(verifiesPeer);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * An engine that checks the server's certificate.
   *
   * @param peerName that the certificate must have; empty to take any
   */
  SSLEngine client(String peerName) throws GeneralSecurityException {
    SSLEngine engine =
        peerName.isEmpty()
            ? context().createSSLEngine()
            : context().createSSLEngine(peerName, NO_PORT);
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters();
    if (!peerName.isEmpty()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  // One for each engine: with a common one a peer could take up a session that it once had, though
  // its certificate has been taken back since.
  private SSLContext context() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }

  private SSLParameters parameters() {
    var parameters = new SSLParameters(priority.suiteArray(), priority.protocolArray());
    parameters.setUseCipherSuitesOrder(true);
    return parameters;
  }

  private static KeyManager[] keyManagers(Credentials credentials)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    if (credentials.own().isPresent()) {
      Credentials.Own own = credentials.own().get();
      store.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(Certificate[]::new));
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trustManagers(Credentials credentials)
      throws GeneralSecurityException, IOException {
    KeyStore anchors = emptyStore();
    int number = 0;
    for (X509Certificate authority : credentials.authorities()) {
      anchors.setCertificateEntry("ca" + number++, authority);
    }
    var path = new PKIXBuilderParameters(anchors, new X509CertSelector());
    path.setRevocationEnabled(!credentials.revocations().isEmpty());
    path.addCertStore(
        CertStore.getInstance(
            "Collection", new CollectionCertStoreParameters(credentials.revocations())));
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(path));
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
