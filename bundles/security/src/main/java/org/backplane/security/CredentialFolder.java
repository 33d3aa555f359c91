package org.backplane.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param reading waits for the files for a bounded time
 */
record CredentialFolder(
    String subject, Path folder, String side, boolean ownRequired, FileReading reading) {

  private static final int MOST_BYTES = 1 << 20;
  private static final String AUTHORITIES = "ca-cert.pem";
  private static final String REVOCATIONS = "ca-crl.pem";

  /** Which files there are, and in which state. Equal states have the same content. */
  record State(Map<String, FileStamp> files) {

    State {
      files = Map.copyOf(files);
    }

    boolean has(String name) {
      return files.containsKey(name);
    }
  }

  /** How the files are now. */
  State state() throws BackplaneException {
    try {
      return new State(reading.inTime(this::stamps));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private Map<String, FileStamp> stamps() throws IOException {
    var stamps = new LinkedHashMap<String, FileStamp>();
    for (String name : List.of(AUTHORITIES, REVOCATIONS, certificateFile(), keyFile())) {
      FileStamp.find(folder.resolve(name)).ifPresent(stamp -> stamps.put(name, stamp));
    }
    return stamps;
  }

  private String certificateFile() {
    return side + "-cert.pem";
  }

  private String keyFile() {
    return side + "-key.pem";
  }

  /**
   * Reads all.
   *
   * @param state which files there are
   */
  Credentials read(State state, PrivateKeys.Password password) throws BackplaneException {
    return new Credentials(authorities(), revocations(state), own(state, password));
  }

  private List<X509Certificate> authorities() throws BackplaneException {
    return certificates(AUTHORITIES, blocks(AUTHORITIES));
  }

  private List<X509CRL> revocations(State state) throws BackplaneException {
    String name = REVOCATIONS;
    var lists = new ArrayList<X509CRL>();
    if (state.has(name)) {
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

  private Optional<Credentials.Own> own(State state, PrivateKeys.Password password)
      throws BackplaneException {
    String certificate = certificateFile();
    String key = keyFile();
    if (!ownRequired && !state.has(certificate) && !state.has(key)) {
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
      byte[] text = reading.read(folder.resolve(name), MOST_BYTES);
      try {
        return Pem.blocks(new String(text, StandardCharsets.ISO_8859_1));
      } finally {
        Arrays.fill(text, (byte) 0); // it may have a key
      }
    } catch (IllegalArgumentException e) {
      throw damaged(name, e.getMessage());
    } catch (IOException e) {
      throw unreadable(folder.resolve(name), e);
    }
  }

  private HostException unreadable(Path what, IOException reason) {
    return new HostException(
        subject,
        "%s cannot be read: %s".formatted(what, FileReading.reason(reason)),
        "put it there, readable for this process",
        reason);
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
