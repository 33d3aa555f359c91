package org.backplane.chardev;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.tls.Authorizer;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.tck.CertificateAuthority;

/** The certificates of a test. */
record Pki(
    CertificateAuthority authority, TestCredentials server, TestCredentials client, Path folder) {

  static Pki in(Path folder) throws Exception {
    assumeTrue(CertificateAuthority.isAvailable(), "no openssl");
    var authority = CertificateAuthority.create(folder.resolve("ca"), "Test CA");
    return new Pki(
        authority,
        TestCredentials.server(authority, authority.server(folder.resolve("server"))),
        TestCredentials.client(
            authority, authority.client(folder.resolve("client"), "/C=GB/O=A, B/CN=me")),
        folder);
  }

  /** What the good client uses. */
  SSLContext good() {
    return client.context();
  }

  /** A client whose certificate has expired. */
  SSLContext expired() throws Exception {
    Path into = folder.resolve("expired");
    authority.issue(into, "client", "/CN=me", -1, CertificateAuthority.CLIENT);
    return TestCredentials.context(authority, into, "client");
  }

  /** A client of another authority, which trusts our server. */
  SSLContext foreign() throws Exception {
    var other = CertificateAuthority.create(folder.resolve("other"), "Other CA");
    return TestCredentials.context(
        authority, other.client(folder.resolve("foreign"), "/CN=me"), "client");
  }

  /** A server on a free port. */
  Device device() throws Exception {
    return device(Map.of(), _ -> true);
  }

  /** A server with other credentials. */
  Device device(TlsCredentials credentials) throws Exception {
    return device(Map.of(), credentials, _ -> true);
  }

  Device device(Map<String, ?> more, Authorizing authorizing) throws Exception {
    return device(more, server, authorizing);
  }

  private static Device device(
      Map<String, ?> more, TlsCredentials credentials, Authorizing authorizing) throws Exception {
    var options =
        new HashMap<String, Object>(
            Map.of("port", "0", "server", true, "wait", false, "tls-creds", "t", "tls-authz", "a"));
    options.putAll(more);
    return Device.protectedSocket(
        options,
        Map.of(
            ObjectPath.object("t"), credentials, ObjectPath.object("a"), new Asked(authorizing)));
  }

  /** A client that comes back at once. */
  Device client(int port) throws Exception {
    return Device.protectedSocket(
        Map.of("port", "" + port, "reconnect-ms", 1, "tls-creds", "t"),
        Map.of(ObjectPath.object("t"), client));
  }

  static int port(Device device) {
    return Integer.parseInt(
        device.code().filename().replaceAll("^(?:disconnected:)?tcp:[^,]*:([0-9]+),.*", "$1"));
  }

  /** Says who may come in. */
  @FunctionalInterface
  interface Authorizing {
    boolean admits(String identity);
  }

  private record Asked(Authorizing authorizing) implements Authorizer {
    @Override
    public boolean admits(String identity) {
      return authorizing.admits(identity);
    }

    @Override
    public void close() {}
  }
}
