package org.backplane.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads private keys in the forms that the usual tools write. */
final class PrivateKeys {

  private static final Set<String> LABELS =
      Set.of("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private PrivateKeys() {}

  /** A password, asked for only where a key needs one. */
  @FunctionalInterface
  interface Password {
    /** Its bytes, or empty when none is given. */
    Optional<byte[]> get() throws org.backplane.api.BackplaneException;
  }

  /** The key among a file's blocks. */
  static Optional<Pem> find(Iterable<Pem> blocks) {
    for (Pem block : blocks) {
      if (LABELS.contains(block.label())) {
        return Optional.of(block);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a key.
   *
   * @param publicKey of its certificate, which tells what kind of key it is
   * @throws GeneralSecurityException it is no key of that kind, or the password is wrong
   */
  static PrivateKey read(Pem block, PublicKey publicKey, Password password)
      throws GeneralSecurityException, IOException, org.backplane.api.BackplaneException {
    var factory = KeyFactory.getInstance(publicKey.getAlgorithm());
    PKCS8EncodedKeySpec spec =
        switch (block.label()) {
          case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.content());
          case "ENCRYPTED PRIVATE KEY" ->
              opened(
                  block.content(),
                  password
                      .get()
                      .orElseThrow(
                          () -> new GeneralSecurityException("it is encrypted, give passwordid")));
          default -> new PKCS8EncodedKeySpec(wrapped(block.content(), publicKey));
        };
    return factory.generatePrivate(spec);
  }

  private static PKCS8EncodedKeySpec opened(byte[] sealed, byte[] password)
      throws GeneralSecurityException, IOException {
    char[] letters = letters(password);
    var secret = new PBEKeySpec(letters);
    try {
      var info = new EncryptedPrivateKeyInfo(sealed);
      AlgorithmParameters parameters = info.getAlgParameters();
      String algorithm = info.getAlgName();
      if (parameters != null && !parameters.toString().isEmpty() && isGeneric(algorithm)) {
        algorithm = parameters.toString(); // the JDK says there which of the many ways it is
      }
      var cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
          parameters);
      return info.getKeySpec(cipher);
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException("it cannot be decrypted, check the password", e);
    } finally {
      secret.clearPassword();
      Arrays.fill(letters, '\0');
    }
  }

  private static boolean isGeneric(String algorithm) {
    return algorithm.equals("PBES2") || algorithm.equals("1.2.840.113549.1.5.13");
  }

  private static char[] letters(byte[] password) throws CharacterCodingException {
    try {
      var buffer = StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(password));
      char[] letters = new char[buffer.remaining()];
      buffer.get(letters);
      Arrays.fill(buffer.array(), '\0');
      return letters;
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  /**
   * The older forms of RSA and EC keys are what PKCS #8 has inside. What it has besides, the
   * algorithm and its parameters, stands in the public key too: its first element.
   */
  private static byte[] wrapped(byte[] bare, PublicKey publicKey) {
    byte[] spki = publicKey.getEncoded();
    int start = bodyStart(spki, 0);
    int end = bodyStart(spki, start) + bodyLength(spki, start);
    byte[] algorithm = Arrays.copyOfRange(spki, start, end);
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, bare));
  }

  private static int bodyStart(byte[] der, int at) {
    int first = der[at + 1];
    return at + 2 + (first < 0 ? first & 0x7f : 0);
  }

  private static int bodyLength(byte[] der, int at) {
    int first = der[at + 1];
    if (first >= 0) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < bodyStart(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var der = new ByteArrayOutputStream();
    der.write(tag);
    if (length < 0x80) {
      der.write(length);
    } else {
      der.write(0x83); // three bytes of length are allowed for any
      der.write(length >> 16);
      der.write(length >> 8);
      der.write(length);
    }
    for (byte[] part : parts) {
      der.writeBytes(part);
    }
    return der.toByteArray();
  }
}
