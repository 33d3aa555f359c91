package org.backplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.tls.Secret;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.tck.CertificateAuthority;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class X509CredentialsTest {

  @TempDir private Path folder;
  private CertificateAuthority authority = new CertificateAuthority(Path.of(""));
  private Path server = Path.of("");
  private Path client = Path.of("");

  @BeforeEach
  void makeCertificates() throws Exception {
    assumeTrue(CertificateAuthority.isAvailable(), "no openssl");
    authority = CertificateAuthority.create(folder.resolve("ca"), "Test CA");
    server = authority.server(folder.resolve("server"));
    client = authority.client(folder.resolve("client"), "/C=GB/O=Example, Org/CN=me");
  }

  private static TestCreation definition(Path dir, String endpoint, Object... more) {
    var given = new java.util.HashMap<String, Object>();
    given.put("dir", dir.toString());
    given.put("endpoint", endpoint);
    for (int i = 0; i < more.length; i += 2) {
      given.put((String) more[i], more[i + 1]);
    }
    return new TestCreation(CredentialsType.TYPE, "t0", given);
  }

  private static TlsCredentials make(TestCreation definition) throws BackplaneException {
    return (TlsCredentials) new X509CredentialsFactory().create(definition);
  }

  private static TlsCredentials make(Path dir, String endpoint, Object... more)
      throws BackplaneException {
    try (TestCreation definition = definition(dir, endpoint, more)) {
      return make(definition);
    }
  }

  private Handshake shake(String peerName) throws Exception {
    return Handshake.between(
        make(server, "server").engine(""), make(client, "client").engine(peerName));
  }

  @Test
  void twoEndsComeTogether() throws Exception {
    Handshake done = shake("localhost");
    assertThat(done.server().getSession().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(done.server().getSession().getPeerPrincipal().getName())
        .isEqualTo("CN=me,O=Example\\, Org,C=GB");
    assertThat(shake("127.0.0.1").client().getSession().isValid()).isTrue();
    assertThat(shake("").client().getSession().isValid()).isTrue();
  }

  @Test
  void aClientLooksAtTheServersName() {
    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> shake("example.org"));
  }

  @Test
  void aServerAsksForACertificateUnlessToldOtherwise() throws Exception {
    Path stranger = Files.createDirectories(folder.resolve("stranger"));
    Files.copy(authority.certificate(), stranger.resolve("ca-cert.pem"));
    TlsCredentials nobody = make(stranger, "client");
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(
            () -> Handshake.between(make(server, "server").engine(""), nobody.engine("localhost")));
    TlsCredentials open = make(server, "server", "verify-peer", false);
    assertThat(open.verifiesPeer()).isFalse();
    Handshake.between(open.engine(""), nobody.engine("localhost"));
  }

  @Test
  void anotherAuthoritysClientIsRefused() throws Exception {
    CertificateAuthority other = CertificateAuthority.create(folder.resolve("ca2"), "Other");
    Path theirs = other.client(folder.resolve("theirs"), "/CN=me");
    Files.copy(
        authority.certificate(),
        theirs.resolve("ca-cert.pem"),
        StandardCopyOption.REPLACE_EXISTING); // so that it trusts our server
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(
            () ->
                Handshake.between(
                    make(server, "server").engine(""),
                    make(theirs, "client", "sanity-check", false).engine("localhost")));
  }

  @Test
  void aRevokedClientIsRefused() throws Exception {
    Path stays = authority.client(folder.resolve("stays"), "/CN=stays");
    Files.writeString(authority.folder().resolve("index"), "");
    Files.writeString(
        authority.folder().resolve("config"),
        """
        [ca]
        default_ca = it
        [it]
        database = index
        certificate = ca-cert.pem
        private_key = ca-key.pem
        default_md = sha256
        default_crl_days = 2
        """);
    authority.openssl("ca -config config -revoke", client.resolve("client-cert.pem").toString());
    authority.openssl("ca -config config -gencrl -out", server.resolve("ca-crl.pem").toString());
    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> shake("localhost"));
    Handshake.between(make(server, "server").engine(""), make(stays, "client").engine("localhost"));
  }

  @Test
  void renewedCertificatesCountFromTheNextEngineOn() throws Exception {
    TlsCredentials kept = make(server, "server");
    var before = kept.engine("");
    authority.issue(server, "server", "/CN=renewed", 2, CertificateAuthority.SERVER);
    assertThat(peer(before)).isEqualTo("CN=localhost");
    assertThat(peer(kept.engine(""))).isEqualTo("CN=renewed");
  }

  @Test
  void aKeyIsOpenedOnceForEachStateOfItsFiles() throws Exception {
    seal("pkcs8 -topk8 -v2 aes-256-cbc");
    var asked = new AtomicInteger();
    try (TestCreation definition = definition(server, "server", "passwordid", "p")) {
      definition.offering(ObjectPath.object("p"), new CountingSecret(asked));
      TlsCredentials made = make(definition);
      assertThat(definition.pinned()).containsExactly(ObjectPath.object("p"));
      for (int i = 0; i < 5; i++) {
        assertThat(peer(made.engine(""))).isEqualTo("CN=localhost");
      }
      assertThat(asked).hasValue(1);
      Path key = server.resolve("server-key.pem");
      Path copy = Files.copy(key, folder.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(copy, key, StandardCopyOption.ATOMIC_MOVE); // of the same size and date
      atOnce(8, () -> peer(made.engine("")));
      assertThat(asked).as("opened by one for all").hasValue(2);
      made.close();
    }
  }

  private static void atOnce(int many, Callable<String> task) throws Exception {
    try (var threads = Executors.newFixedThreadPool(many)) {
      for (Future<String> each : threads.invokeAll(Collections.nCopies(many, task))) {
        assertThat(each.get()).isEqualTo("CN=localhost");
      }
    }
  }

  private record CountingSecret(AtomicInteger asked) implements Secret {
    @Override
    public byte[] reveal() {
      asked.incrementAndGet();
      return "letmein".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {}
  }

  @Test
  void theTimeGoesOnForCertificatesThatAreOpened() throws Exception {
    var check = new SanityCheck("t", "server");
    authority.issue(server, "server", "/CN=localhost", -1, CertificateAuthority.SERVER);
    var folderOfServer = new CredentialFolder("t", server, "server", true, new FileReading());
    Credentials expired = folderOfServer.read(folderOfServer.state(), Optional::empty);
    assertThatExceptionOfType(BackplaneException.class)
        .isThrownBy(
            () ->
                check.checkTimes(
                    expired.authorities(), expired.own().map(Credentials.Own::certificate)))
        .withMessageContaining("server-cert.pem: CN=localhost expired at");
  }

  private String peer(javax.net.ssl.SSLEngine engine) throws Exception {
    return Handshake.between(engine, make(client, "client").engine("localhost"))
        .client()
        .getSession()
        .getPeerPrincipal()
        .getName();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k",
        "genrsa -traditional -out k 2048",
        "ecparam -name secp384r1 -genkey -out k",
        "ecparam -name prime256v1 -genkey -noout -out k",
        "genpkey -algorithm ED25519 -out k",
      })
  void readsKeysOfAllForms(String command) throws Exception {
    authority.openssl(command);
    certify(folder.resolve("ca/k"));
    Handshake.between(
        make(server, "server").engine(""), make(client, "client").engine("localhost"));
  }

  private void certify(Path key) throws Exception {
    Files.copy(key, server.resolve("server-key.pem"), StandardCopyOption.REPLACE_EXISTING);
    authority.openssl("req -new -key k -out request -subj", "/CN=localhost");
    Files.write(folder.resolve("ca/terms"), CertificateAuthority.SERVER);
    authority.openssl(
        "x509 -req -in request -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile"
            + " terms -out "
            + server.resolve("server-cert.pem").toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs8 -topk8 -v2 aes-256-cbc",
    "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1",
    "pkcs8 -topk8 -v1 PBE-SHA1-3DES",
  })
  void opensAKeyWithAPassword(String command) throws Exception {
    seal(command);
    assertThatExceptionOfType(BackplaneException.class)
        .isThrownBy(() -> make(server, "server"))
        .withMessageContaining("it is encrypted, give passwordid");
    assertThatExceptionOfType(BackplaneException.class)
        .isThrownBy(() -> withPassword("wrong"))
        .withMessageContaining("check the password")
        .withMessageNotContaining("wrong");
    withPassword("letmein");
  }

  private void seal(String command) throws Exception {
    Path key = server.resolve("server-key.pem").toAbsolutePath();
    authority.openssl(command + " -passout pass:letmein -in " + key + " -out sealed");
    Files.move(folder.resolve("ca/sealed"), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private void withPassword(String password) throws BackplaneException {
    try (var secrets = new TestCreation(SecretType.TYPE, "p", Map.of("data", password));
        TestCreation definition = definition(server, "server", "passwordid", "p")) {
      definition.offering(ObjectPath.object("p"), new SecretFactory().create(secrets));
      TlsCredentials made = make(definition);
      var _ = made.engine("");
      made.close();
      assertThat(definition.leased()).isEmpty();
    }
  }

  /** What each case puts in the place of the server's certificate. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | basicConstraints=critical,CA:FALSE | server-cert.pem: CN=localhost expired at",
        "2 | basicConstraints=critical,CA:TRUE | is a certificate of an authority",
        "2 | keyUsage=critical,keyAgreement | may not sign",
        "2 | extendedKeyUsage=critical,clientAuth | is not for a TLS server",
      })
  void saysWhatIsWrongWithACertificate(int days, String extension, String expected)
      throws Exception {
    authority.issue(server, "server", "/CN=localhost", days, List.of(extension));
    assertThatExceptionOfType(BackplaneException.class)
        .isThrownBy(() -> make(server, "server"))
        .withMessageContaining(expected);
    make(server, "server", "sanity-check", false);
  }

  @Test
  void saysWhatIsWrongWithTheRest() throws Exception {
    CertificateAuthority other = CertificateAuthority.create(folder.resolve("ca2"), "Other");
    replace("ca-cert.pem", other.certificate());
    assertRefused("server-cert.pem is not signed by an authority of ca-cert.pem");
    replace("ca-cert.pem", server.resolve("server-cert.pem"));
    assertRefused("ca-cert.pem: CN=localhost is not a certificate of an authority");
    replace("ca-cert.pem", authority.certificate());
    replace("server-key.pem", client.resolve("client-key.pem"));
    assertRefused("server-key.pem is not the key of server-cert.pem");
    Files.writeString(server.resolve("server-key.pem"), "nothing");
    assertRefused("there is no key in it");
    Files.delete(server.resolve("server-key.pem"));
    assertRefused("server-key.pem cannot be read: ENOENT (no such file)");
    Files.writeString(server.resolve("server-cert.pem"), "nothing");
    assertRefused("there is no certificate in it");
  }

  private void replace(String name, Path by) throws Exception {
    Files.copy(by, server.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void assertRefused(String expected) {
    assertThatExceptionOfType(BackplaneException.class)
        .isThrownBy(() -> make(server, "server"))
        .withMessageStartingWith("tls-creds-x509 't0': ")
        .withMessageContaining(expected);
  }

  @Test
  void filesThatAreWrongDuringAnExchangeOnlyKeepNewOnesOut() throws Exception {
    try (TestCreation definition = definition(server, "server")) {
      make(definition).close();
      byte[] key = Files.readAllBytes(server.resolve("server-key.pem"));
      Files.delete(server.resolve("server-key.pem"));
      TlsCredentials next = make(definition);
      assertThatExceptionOfType(BackplaneException.class).isThrownBy(() -> next.engine(""));
      Files.write(server.resolve("server-key.pem"), key);
      assertThat(next.engine("")).isNotNull();
    }
  }

  @Test
  void aClientThatDoesNotLookIsRefused() {
    assertThatExceptionOfType(BackplaneException.class)
        .isThrownBy(() -> make(client, "client", "verify-peer", false))
        .withMessageContaining("verify-peer=off would let anybody on the way pose as the server");
  }
}
