package org.backplane.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the certificates and keys of a test, with the host's {@code openssl}, in folders of the
 * test. Nothing of it is worth anything afterwards.
 *
 * @param folder where its own key lies
 */
public record CertificateAuthority(Path folder) {

  /** What goes into a server's certificate. */
  public static final List<String> SERVER =
      List.of(
          "basicConstraints=critical,CA:FALSE",
          "keyUsage=critical,digitalSignature",
          "extendedKeyUsage=serverAuth",
          "subjectAltName=DNS:localhost,IP:127.0.0.1");

  /** What goes into a client's certificate. */
  public static final List<String> CLIENT =
      List.of(
          "basicConstraints=critical,CA:FALSE",
          "keyUsage=critical,digitalSignature",
          "extendedKeyUsage=clientAuth");

  /** Whether this host can make certificates. */
  public static boolean isAvailable() {
    try {
      return new ProcessBuilder("openssl", "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A new authority, in a folder that is made. */
  public static CertificateAuthority create(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    var authority = new CertificateAuthority(folder);
    authority.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -addext"
            + " keyUsage=critical,keyCertSign,cRLSign -keyout ca-key.pem -out ca-cert.pem -subj",
        "/CN=" + name);
    return authority;
  }

  /** Its certificate. */
  public Path certificate() {
    return folder.resolve("ca-cert.pem");
  }

  /**
   * Puts {@code SIDE-cert.pem}, {@code SIDE-key.pem} and this authority's certificate into a
   * folder, which is made.
   *
   * @param side {@code server} or {@code client}
   * @param subject such as {@code /C=GB/CN=me}
   * @param days for how long; -1 has expired
   * @param extensions lines such as those of {@link #SERVER}
   */
  public void issue(Path into, String side, String subject, int days, List<String> extensions)
      throws IOException {
    Files.createDirectories(into);
    Files.write(folder.resolve("terms"), extensions);
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -out request -keyout key -subj",
        subject);
    openssl(
        "x509 -req -in request -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial -extfile terms"
            + " -out certificate -days "
            + days);
    give("certificate", into.resolve(side + "-cert.pem"));
    give("key", into.resolve(side + "-key.pem"));
    Files.write(into.resolve("ca-cert.pem"), Files.readAllBytes(certificate()));
  }

  private void give(String made, Path target) throws IOException {
    Files.move(folder.resolve(made), target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Credentials for a server on this host. */
  public Path server(Path into) throws IOException {
    issue(into, "server", "/CN=localhost", 2, SERVER);
    return into;
  }

  /** Credentials for a client of that name. */
  public Path client(Path into, String subject) throws IOException {
    issue(into, "client", subject, 2, CLIENT);
    return into;
  }

  /**
   * Runs {@code openssl} in this authority's folder; it must succeed.
   *
   * @param words separated by blanks
   * @param last one more word, which may have blanks
   */
  public void openssl(String words, String... last) throws IOException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of(last));
    Path log = folder.resolve("log");
    try {
      int status =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      assertThat(status)
          .as("%s%n%s", command, Files.readString(log, StandardCharsets.UTF_8))
          .isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
