package org.backplane.security;

import java.util.List;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** The description of the type {@code secret}. */
final class SecretType {

  static final String DATA = "data";
  static final String FILE = "file";
  static final String FORMAT = "format";
  static final String KEYID = "keyid";
  static final String IV = "iv";
  static final String LOADED = "loaded";
  static final String BASE64 = "base64";

  private static final PropertyKind TEXT = new PropertyKind.Text();

  static final TypeDescription TYPE =
      new TypeDescription(
          "secret",
          "secret_common",
          Container.OBJECTS,
          "something that must not be seen, such as a password",
          List.of(
              Property.optional(
                      DATA, TEXT, "the secret itself; seen by all who see the command line")
                  .writeOnly(),
              Property.optional(FILE, TEXT, "a file that has it"),
              Property.fixed(
                  FORMAT,
                  new PropertyKind.Choice("QCryptoSecretFormat", List.of("raw", BASE64)),
                  new PropertyValue.Text("raw"),
                  "how data or the file is written"),
              Property.optional(
                  KEYID, TEXT, "id of the secret with the AES-256 key that it is encrypted with"),
              Property.optional(IV, TEXT, "the encryption's initialization vector, as base64"),
              Property.readOnly(LOADED, new PropertyKind.Bool(), "whether it is there")));

  private SecretType() {}
}
