package org.backplane.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValues;

/**
 * Gets a secret's bytes from its definition. No message says anything about them, and no copy stays
 * behind.
 */
final class SecretBytes {

  /** Far beyond any key or password. */
  static final int MOST_BYTES = 64 * 1024;

  private static final int KEY_BYTES = 32;
  private static final int IV_BYTES = 16;

  private final Creation creation;
  private final FileReading reading;
  private final String subject;
  private final PropertyValues values;

  SecretBytes(Creation creation, FileReading reading) {
    this.creation = creation;
    this.reading = reading;
    this.subject = creation.subject();
    this.values = creation.properties();
  }

  /** The bytes, for the caller to fill with zeros once used. */
  byte[] load() throws BackplaneException {
    byte[] given = given();
    try {
      byte[] decoded =
          values.text(SecretType.FORMAT).equals(SecretType.BASE64)
              ? decoded("its content", given)
              : given.clone();
      Optional<String> key = values.findText(SecretType.KEYID);
      return key.isPresent() ? decrypted(key.get(), decoded) : decoded;
    } finally {
      Arrays.fill(given, (byte) 0);
    }
  }

  private byte[] given() throws BackplaneException {
    Optional<String> data = values.findText(SecretType.DATA);
    Optional<String> file = values.findText(SecretType.FILE);
    if (data.isPresent() == file.isPresent()) {
      throw refused(
          data.isPresent() ? "data and file do not go together" : "it has no content",
          "give one of file=FILE and data=TEXT");
    }
    if (file.isPresent()) {
      return read(file.get());
    }
    byte[] bytes = data.get().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      throw refused("data has more than %d bytes".formatted(MOST_BYTES), "");
    }
    return bytes;
  }

  private byte[] read(String name) throws BackplaneException {
    try {
      return reading.read(Path.of(name), MOST_BYTES);
    } catch (InvalidPathException e) {
      throw refused("file is no file name: " + e.getReason(), "give another");
    } catch (IOException e) {
      throw new HostException(
          subject,
          "'%s' cannot be read: %s".formatted(name, FileReading.reason(e)),
          "give a file that this process may read",
          e);
    }
  }

  private byte[] decoded(String what, byte[] text) throws InvalidRequestException {
    byte[] packed = new byte[text.length];
    int length = 0;
    for (byte one : text) {
      if (!Character.isWhitespace(one)) {
        packed[length++] = one;
      }
    }
    byte[] exact = Arrays.copyOf(packed, length);
    try {
      return Base64.getDecoder().decode(exact);
    } catch (IllegalArgumentException _) { // its message tells a byte
      throw refused(what + " is not base64", "encode it, or leave format=base64 out");
    } finally {
      Arrays.fill(packed, (byte) 0);
      Arrays.fill(exact, (byte) 0);
    }
  }

  private byte[] decrypted(String keyId, byte[] sealed) throws BackplaneException {
    byte[] key = OtherSecret.reveal(creation, keyId);
    try {
      if (key.length != KEY_BYTES) {
        throw refused(
            "the key '%s' has %d bytes".formatted(keyId, key.length),
            "AES-256 needs %d".formatted(KEY_BYTES));
      }
      var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector()));
      return cipher.doFinal(sealed);
    } catch (GeneralSecurityException _) {
      throw refused("it cannot be decrypted", "check the key, iv and content");
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(sealed, (byte) 0);
    }
  }

  private byte[] vector() throws InvalidRequestException {
    String text =
        values
            .findText(SecretType.IV)
            .orElseThrow(() -> refused("keyid is given without iv", "give iv=BASE64"));
    byte[] vector = decoded("iv", text.getBytes(StandardCharsets.UTF_8));
    if (vector.length != IV_BYTES) {
      throw refused("iv has %d bytes".formatted(vector.length), "AES needs %d".formatted(IV_BYTES));
    }
    return vector;
  }

  private InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(subject, problem, advice);
  }
}
