package org.backplane.chardev;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/** Who is at the other end of a protected connection, as authorizers know them. */
final class PeerIdentity {

  private static final Map<String, String> MORE_NAMES =
      Map.of("1.2.840.113549.1.9.1", "EMAIL", "2.5.4.5", "serialNumber");

  private PeerIdentity() {}

  /** The name in the peer's certificate; empty when it has shown none. */
  static Optional<String> of(SSLSession session) {
    try {
      return session.getPeerPrincipal() instanceof X500Principal name
          ? Optional.of(text(name))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    }
  }

  /** {@code C=GB,O=Example,CN=me}: in the certificate's order, while RFC 2253 wants the reverse. */
  static String text(X500Principal name) {
    List<String> parts = parts(name.getName(X500Principal.RFC2253, MORE_NAMES));
    Collections.reverse(parts);
    return String.join(",", parts);
  }

  private static List<String> parts(String name) {
    var parts = new ArrayList<String>();
    int start = 0;
    for (int at = 0; at < name.length(); at++) {
      switch (name.charAt(at)) {
        case '\\' -> at++; // what follows separates nothing
        case ',' -> {
          parts.add(name.substring(start, at));
          start = at + 1;
        }
        default -> {}
      }
    }
    parts.add(name.substring(start));
    return parts;
  }
}
