package org.backplane.chardev;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.tck.CertificateAuthority;

/**
 * Credentials from a folder that a test's authority has filled.
 *
 * @param context made of its files
 */
record TestCredentials(Endpoint endpoint, boolean verifiesPeer, SSLContext context)
    implements TlsCredentials {

  private static final char[] PASSWORD = "test".toCharArray();

  static TestCredentials server(CertificateAuthority authority, Path folder) throws Exception {
    return new TestCredentials(Endpoint.SERVER, true, context(authority, folder, "server"));
  }

  static TestCredentials client(CertificateAuthority authority, Path folder) throws Exception {
    return new TestCredentials(Endpoint.CLIENT, true, context(authority, folder, "client"));
  }

  /** A context without a certificate of its own. */
  static SSLContext stranger(CertificateAuthority authority) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust(authority.certificate()).getTrustManagers(), null);
    return context;
  }

  static SSLContext context(CertificateAuthority trusted, Path folder, String side)
      throws Exception {
    Path store = folder.toAbsolutePath().resolve("store.p12");
    trusted.openssl(
        "pkcs12 -export -passout pass:test -in %s-cert.pem -inkey %<s-key.pem -out %s"
            .formatted(folder.toAbsolutePath().resolve(side), store));
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), trust(trusted.certificate()).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trust(Path certificate) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    try (InputStream input = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(input));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  @Override
  public SSLEngine engine(String peerName) {
    SSLEngine engine =
        peerName.isEmpty() ? context.createSSLEngine() : context.createSSLEngine(peerName, -1);
    engine.setUseClientMode(endpoint == Endpoint.CLIENT);
    var parameters = engine.getSSLParameters();
    parameters.setNeedClientAuth(endpoint == Endpoint.SERVER && verifiesPeer);
    parameters.setEndpointIdentificationAlgorithm(peerName.isEmpty() ? "" : "HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Override
  public void close() {}
}
