package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.tck.CertificateAuthority;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A monitor that talks TLS, and clients of another make that may or may not come in. */
class TlsIT {

  private static final int UPDATES = 20;
  private static final String STATUS = "{\"execute\":\"query-status\"}";
  private static final String PASSWORD = "correct-horse-battery";

  private static Installation installation;
  private static CertificateAuthority authority;
  private static Path server;
  private static Path good;

  private Host host;
  private Path socket;
  private int port;

  @BeforeAll
  static void prepare() throws Exception {
    installation = Installation.unpack();
    authority = CertificateAuthority.create(installation.scratch("ca"), "Test CA");
    server = authority.server(installation.scratch("server"));
    good = authority.client(installation.scratch("good"), "/C=GB/O=Example/CN=me");
    Path key = server.resolve("server-key.pem");
    authority.openssl(
        "pkcs8 -topk8 -v2 aes-256-cbc -out sealed -passout pass:" + PASSWORD + " -in",
        key.toString());
    Files.move(
        authority.folder().resolve("sealed"),
        key,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    for (String name : List.of("chardev", "security")) {
      installation.deploy(installation.bundle("org.backplane." + name + "-"), name + ".jar");
    }
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @BeforeEach
  void start() throws Exception {
    socket = installation.scratch("qmp.sock");
    try (ServerSocket probe = new ServerSocket(0)) {
      port = probe.getLocalPort();
    }
    host =
        installation.start(
            List.of("BACKPLANE_LOG=debug"),
            "-machine",
            "none",
            "-nodefaults",
            "-object",
            "secret,id=pass,data=" + PASSWORD,
            "-object",
            "tls-creds-x509,id=tls0,endpoint=server,passwordid=pass,dir=" + server,
            "-object",
            "authz-simple,id=me,identity=C=GB,,O=Example,,CN=me",
            "-chardev",
            "socket,id=mon,host=127.0.0.1,port="
                + port
                + ",server=on,wait=off,tls-creds=tls0,tls-authz=me",
            "-mon",
            "chardev=mon,mode=control",
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");
    QmpClient.awaited(host, socket).close();
  }

  @AfterEach
  void end() throws Exception {
    host.close();
    Files.deleteIfExists(socket);
  }

  private OpensslPeer peer(List<String> certificate, String... more) throws IOException {
    var words = new ArrayList<>(certificate);
    words.addAll(List.of(more));
    return OpensslPeer.connect(port, good, words);
  }

  private void assertServes(String... more) throws Exception {
    try (OpensslPeer peer = peer(OpensslPeer.showing(good), more)) {
      negotiate(peer);
      assertThat(peer.returned("{\"execute\":\"query-chardev\"}").toString())
          .containsPattern("tcp:127.0.0.1:" + port + ",server=on <-> 127.0.0.1:\\d+");
    }
  }

  private static void negotiate(OpensslPeer peer) throws IOException {
    assertThat(peer.message().get("QMP")).isInstanceOf(Map.class);
    peer.returned("{\"execute\":\"qmp_capabilities\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aForeignClientIsServed(String version) throws Exception {
    assertServes(version);
    assertServes(version);
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    var other = CertificateAuthority.create(installation.scratch("ca2"), "Other CA");
    Path foreign = other.client(installation.scratch("foreign"), "/C=GB/O=Example/CN=me");
    Path namesake = authority.client(installation.scratch("namesake"), "/O=Example/CN=me");
    Path expired = installation.scratch("expired");
    authority.issue(expired, "client", "/C=GB/O=Example/CN=me", -1, CertificateAuthority.CLIENT);
    for (Path stranger : List.of(foreign, namesake, expired)) {
      try (OpensslPeer peer = peer(OpensslPeer.showing(stranger))) {
        assertThat(peer.isTurnedAway()).as("%s", stranger).isTrue();
      }
    }
    try (OpensslPeer nobody = peer(List.of())) {
      assertThat(nobody.isTurnedAway()).isTrue();
    }
    try (OpensslPeer old =
        peer(OpensslPeer.showing(good), "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")) {
      assertThat(old.isTurnedAway()).isTrue();
    }
    assertServes();
    assertThat(host.errors()).contains("a client was turned away");
  }

  @Test
  void whoDoesNotShakeHandsKeepsNobodyWaiting() throws Exception {
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket halfway = new Socket(InetAddress.getLoopbackAddress(), port)) {
      halfway.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
      assertServes();
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aSessionOutlivesUpdatesOfAllThatServesIt() throws Exception {
    Path chardev = installation.bundle("org.backplane.chardev-");
    Path security = installation.bundle("org.backplane.security-");
    try (OpensslPeer peer = peer(OpensslPeer.showing(good))) {
      negotiate(peer);
      for (int i = 0; i < UPDATES; i++) {
        update(chardev, "chardev", "socket 'mon'", i);
        assertThat(peer.returned(STATUS).toString()).contains("running");
        update(security, "security", "tls-creds-x509 'tls0'", i);
        assertThat(peer.returned(STATUS).toString()).contains("running");
      }
    }
    assertServes();
    assertThat(host.errors()).doesNotContain("takes long to end");
  }

  private void update(Path bundle, String name, String subject, int number) throws Exception {
    int before = realizations(subject);
    installation.deploy(installation.variant(bundle, number), name + ".jar");
    host.await("update %d of %s".formatted(number, name), () -> realizations(subject) > before);
  }

  private int realizations(String subject) {
    return host.errors().split(subject + ": realized", -1).length - 1;
  }

  @Test
  void nobodyIsToldTheSecret() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      assertThat(
              qmp.errorClass(
                  "{\"execute\":\"qom-get\",\"arguments\":"
                      + "{\"path\":\"/objects/pass\",\"property\":\"data\"}}"))
          .isEqualTo("GenericError");
      assertThat(
              qmp.returned(
                  "{\"execute\":\"qom-get\",\"arguments\":"
                      + "{\"path\":\"/objects/pass\",\"property\":\"loaded\"}}"))
          .isEqualTo(true);
      for (String line :
          List.of("info qom-tree /objects", "qom-list /objects/pass", "info chardev")) {
        assertThat(
                qmp.returned(
                        "{\"execute\":\"human-monitor-command\",\"arguments\":"
                            + "{\"command-line\":\""
                            + line
                            + "\"}}")
                    .toString())
            .doesNotContain(PASSWORD);
      }
    }
    assertServes();
    assertThat(host.errors()).doesNotContain(PASSWORD);
  }
}
