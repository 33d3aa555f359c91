package org.backplane.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.backplane.api.InvalidRequestException;

/**
 * Which protocols and ciphers may be used, from a text such as {@code NORMAL:-VERS-TLS1.2}. What is
 * weak cannot be asked for: nothing below TLS 1.2, nothing without forward secrecy.
 *
 * @param protocols names of the JDK
 * @param suites names of the JDK, the best first
 */
record Priority(List<String> protocols, List<String> suites) {

  private static final String TLS12 = "TLSv1.2";
  private static final String TLS13 = "TLSv1.3";

  private static final List<String> ALL_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  /**
   * Sets of ciphers that have a name of their own; the second of each part is what it leaves out.
   */
  private static final Map<String, String> LEVELS =
      Map.of(
          "NORMAL", "",
          "PFS", "",
          "SYSTEM", "",
          "PERFORMANCE", "",
          "SECURE128", "",
          "SECURE192", "128",
          "SECURE256", "128");

  private static final Map<String, String> CIPHERS =
      Map.of(
          "AES-256-GCM", "AES_256_GCM",
          "AES-128-GCM", "AES_128_GCM",
          "CHACHA20-POLY1305", "CHACHA20_POLY1305");

  private static final Map<String, List<String>> VERSIONS =
      Map.of(
          "TLS1.2", List.of(TLS12),
          "TLS1.3", List.of(TLS13),
          "TLS-ALL", List.of(TLS12, TLS13),
          "ALL", List.of(TLS12, TLS13));

  /** What is never used here anyway. */
  private static final Set<String> OFF_ANYWAY =
      Set.of(
          "VERS-SSL3.0",
          "VERS-TLS1.0",
          "VERS-TLS1.1",
          "VERS-DTLS-ALL",
          "RSA",
          "3DES-CBC",
          "ARCFOUR-128",
          "AES-128-CBC",
          "AES-256-CBC",
          "MD5",
          "SHA1",
          "COMP-ALL");

  /** What is always so here. */
  private static final Set<String> ON_ANYWAY = Set.of("%SERVER_PRECEDENCE", "%SAFE_RENEGOTIATION");

  /** What is used when nothing is asked for. */
  static final Priority DEFAULT = new Priority(List.of(TLS13, TLS12), ALL_SUITES);

  /**
   * Reads a text.
   *
   * @param subject whose it is, for messages
   * @throws InvalidRequestException it asks for what cannot be had here, or cannot be understood
   */
  static Priority parse(String subject, String text) throws InvalidRequestException {
    List<String> words = List.of(text.split(":", -1));
    var reader = new Reader(subject, words.getFirst());
    for (String word : words.subList(1, words.size())) {
      reader.apply(word);
    }
    return reader.result();
  }

  private static final class Reader {

    private final String subject;
    private final Set<String> protocols = new TreeSet<>(DEFAULT.protocols);
    private final List<String> suites = new ArrayList<>(ALL_SUITES);

    Reader(String subject, String level) throws InvalidRequestException {
      this.subject = subject;
      // @A,B means: what the host's file says of A, or else of B; here there is no such file.
      String last = level.startsWith("@") ? level.substring(level.lastIndexOf(',') + 1) : level;
      String name = last.startsWith("@") ? last.substring(1) : last;
      String without = LEVELS.get(name.toUpperCase(Locale.ROOT));
      if (without == null) {
        throw refused("'%s' is no set of ciphers".formatted(level));
      }
      if (!without.isEmpty()) {
        suites.removeIf(suite -> suite.contains("_" + without + "_"));
      }
    }

    void apply(String word) throws InvalidRequestException {
      if (ON_ANYWAY.contains(word)) {
        return;
      }
      if (word.length() < 2 || "+-!".indexOf(word.charAt(0)) < 0) {
        throw refused("'%s' is not understood".formatted(word));
      }
      boolean add = word.charAt(0) == '+';
      String name = word.substring(1);
      if (name.startsWith("VERS-") && VERSIONS.containsKey(name.substring(5))) {
        change(protocols, add, VERSIONS.get(name.substring(5)));
      } else if (CIPHERS.containsKey(name)) {
        String part = CIPHERS.get(name);
        change(suites, add, ALL_SUITES.stream().filter(suite -> suite.contains(part)).toList());
      } else if (add || !OFF_ANYWAY.contains(name)) {
        throw refused("'%s' cannot be had".formatted(word));
      }
    }

    private static void change(java.util.Collection<String> from, boolean add, List<String> what) {
      from.removeAll(what);
      if (add) {
        from.addAll(what);
      }
    }

    Priority result() throws InvalidRequestException {
      List<String> left =
          suites.stream()
              .filter(suite -> protocols.contains(suite.contains("_WITH_") ? TLS12 : TLS13))
              .toList();
      if (left.isEmpty()) {
        throw refused("nothing is left");
      }
      List<String> versions = DEFAULT.protocols.stream().filter(protocols::contains).toList();
      return new Priority(versions, left);
    }

    private InvalidRequestException refused(String problem) {
      return new InvalidRequestException(
          subject,
          "priority: " + problem,
          "give one of %s, then, with colons, -VERS-TLS1.2, -VERS-TLS1.3 or -CIPHER of %s"
              .formatted(
                  String.join(", ", new TreeSet<>(LEVELS.keySet())),
                  String.join(", ", new TreeSet<>(CIPHERS.keySet()))));
    }
  }

  String[] protocolArray() {
    return protocols.toArray(String[]::new);
  }

  String[] suiteArray() {
    return Arrays.copyOf(suites.toArray(), suites.size(), String[].class);
  }
}
