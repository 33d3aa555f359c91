package org.backplane.security;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file.
 *
 * @param label what it is, such as {@code CERTIFICATE}
 * @param content its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Pem(String label, byte[] content) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /**
   * All blocks of a text, in order.
   *
   * @throws IllegalArgumentException a block is not what PEM allows; the message says which
   */
  static List<Pem> blocks(String text) {
    var blocks = new ArrayList<Pem>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Pem(matcher.group(1), content(matcher.group(1), matcher.group(2))));
    }
    return blocks;
  }

  private static byte[] content(String label, String body) {
    if (body.contains(":")) { // headers, which only the old way of encryption has
      throw new IllegalArgumentException(
          label + " is encrypted in the old way; convert it with openssl pkcs8 -topk8");
    }
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(label + " is damaged", e);
    }
  }
}
