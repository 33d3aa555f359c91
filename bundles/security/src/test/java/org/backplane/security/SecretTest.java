package org.backplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.tls.Secret;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretTest {

  private static final byte[] KEY = new byte[32];
  private static final byte[] VECTOR = new byte[16];

  @TempDir private Path folder;

  private static TestCreation definition(Map<String, ?> given) {
    return new TestCreation(SecretType.TYPE, "s0", given);
  }

  private static Secret make(TestCreation definition) throws BackplaneException {
    return (Secret) new SecretFactory().create(definition);
  }

  private static String reveal(Map<String, ?> given) throws BackplaneException {
    try (TestCreation definition = definition(given)) {
      return new String(make(definition).reveal(), StandardCharsets.UTF_8);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] sealed(String text) throws Exception {
    var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(VECTOR));
    return cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void comesFromData() throws Exception {
    assertThat(reveal(Map.of("data", "päss"))).isEqualTo("päss");
    assertThat(reveal(Map.of("data", ""))).isEmpty();
    assertThat(reveal(Map.of("data", " cMOk c3M=\n", "format", "base64"))).isEqualTo("päss");
  }

  @Test
  void comesFromAFileAsItStandsThere() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "letmein\n");
    assertThat(reveal(Map.of("file", file.toString()))).isEqualTo("letmein\n");
    Files.writeString(file, base64("letmein".getBytes(StandardCharsets.UTF_8)) + "\n");
    assertThat(reveal(Map.of("file", file.toString(), "format", "base64"))).isEqualTo("letmein");
  }

  @Test
  void staysThoughItsFileGoesWhenItsCodeIsExchanged() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "kept");
    try (TestCreation definition = definition(Map.of("file", file.toString()))) {
      make(definition).close();
      Files.delete(file);
      assertThat(make(definition).reveal()).asString().isEqualTo("kept");
    }
  }

  @Test
  void isDecryptedWithAnotherSecret() throws Exception {
    try (TestCreation keys = definition(Map.of("data", base64(KEY), "format", "base64"))) {
      Secret key = make(keys);
      var given =
          Map.of(
              "data",
              base64(sealed("inner")),
              "format",
              "base64",
              "keyid",
              "k",
              "iv",
              base64(VECTOR));
      try (TestCreation definition = definition(given).offering(ObjectPath.object("k"), key)) {
        assertThat(make(definition).reveal()).asString().isEqualTo("inner");
        assertThat(definition.leased()).isEmpty();
      }
      byte[] damaged = sealed("inner");
      damaged[damaged.length - 1] ^= 1;
      var wrong =
          Map.of("data", base64(damaged), "format", "base64", "keyid", "k", "iv", base64(VECTOR));
      try (TestCreation definition = definition(wrong).offering(ObjectPath.object("k"), key)) {
        assertThatExceptionOfType(InvalidRequestException.class)
            .isThrownBy(() -> make(definition))
            .withMessage("secret 's0': it cannot be decrypted; check the key, iv and content");
      }
    }
  }

  @Test
  void refusesAKeyOfAnotherLengthAndNone() throws Exception {
    var given = Map.of("data", "AAAA", "format", "base64", "keyid", "k", "iv", base64(VECTOR));
    try (TestCreation keys = definition(Map.of("data", "short"));
        TestCreation definition = definition(given)) {
      assertThatExceptionOfType(MissingReferenceException.class).isThrownBy(() -> make(definition));
      definition.offering(ObjectPath.object("k"), make(keys));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> make(definition))
          .withMessageContaining("the key 'k' has 5 bytes; AES-256 needs 32");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hidden!,,base64,,its content is not base64",
    "hidden!,x,raw,,data and file do not go together",
    ",,raw,,it has no content",
  })
  void refusalsSayNothingOfIt(
      String data, String file, String format, String keyid, String expected) {
    var given = new java.util.HashMap<String, Object>(Map.of("format", format));
    put(given, "data", data);
    put(given, "file", file);
    put(given, "keyid", keyid);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> reveal(given))
        .withMessageContaining(expected)
        .withMessageNotContaining("hidden")
        .withNoCause();
  }

  private static void put(
      Map<String, Object> given, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null) {
      given.put(name, value);
    }
  }

  @Test
  void aFileMustBeThereAndSmall() throws Exception {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> reveal(Map.of("file", folder.resolve("none").toString())))
        .withMessageContaining("ENOENT (no such file)");
    Path large = Files.write(folder.resolve("large"), new byte[SecretBytes.MOST_BYTES + 1]);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> reveal(Map.of("file", large.toString())))
        .withMessageContaining("more than 65536 bytes");
    Files.write(large, new byte[SecretBytes.MOST_BYTES]);
    assertThat(reveal(Map.of("file", large.toString()))).hasSize(SecretBytes.MOST_BYTES);
  }

  @Test
  void isNotReadBackAndEndsWithItsDefinition() throws Exception {
    assertThat(SecretType.TYPE.property("data").filter(Property::readable)).isEmpty();
    TestCreation definition = definition(Map.of("data", "hidden"));
    Secret secret = make(definition);
    assertThat(secret.read("loaded")).contains(new PropertyValue.Bool(true));
    assertThat(secret.toString()).isEqualTo("a secret");
    secret.close();
    definition.close();
    assertThatIllegalStateException().isThrownBy(secret::reveal);
  }
}
