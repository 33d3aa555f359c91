package org.backplane.security;

import java.util.List;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** The description of the type {@code tls-creds-x509}. */
final class CredentialsType {

  static final String DIR = "dir";
  static final String ENDPOINT = "endpoint";
  static final String SERVER = "server";
  static final String VERIFY_PEER = "verify-peer";
  static final String PRIORITY = "priority";
  static final String PASSWORDID = "passwordid";
  static final String SANITY_CHECK = "sanity-check";
  static final String LOADED = "loaded";

  private static final PropertyKind TEXT = new PropertyKind.Text();
  private static final PropertyKind BOOL = new PropertyKind.Bool();
  private static final PropertyValue ON = new PropertyValue.Bool(true);

  static final TypeDescription TYPE =
      new TypeDescription(
          "tls-creds-x509",
          "tls-creds",
          Container.OBJECTS,
          "certificates and keys for connections that are protected by TLS",
          List.of(
              Property.required(DIR, TEXT, "folder with ca-cert.pem, server-cert.pem and others"),
              Property.fixed(
                  ENDPOINT,
                  new PropertyKind.Choice("QCryptoTLSCredsEndpoint", List.of("client", SERVER)),
                  new PropertyValue.Text("client"),
                  "which end of a connection they are for"),
              Property.fixed(VERIFY_PEER, BOOL, ON, "the other end must show a certificate too"),
              Property.optional(
                  PRIORITY, TEXT, "which protocols and ciphers, such as NORMAL:-VERS-TLS1.2"),
              Property.optional(PASSWORDID, TEXT, "id of the secret that opens the private key"),
              Property.fixed(SANITY_CHECK, BOOL, ON, "look for what peers would refuse"),
              Property.readOnly(LOADED, BOOL, "whether they are there")));

  private CredentialsType() {}
}
