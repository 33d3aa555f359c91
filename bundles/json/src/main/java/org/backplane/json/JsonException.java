package org.backplane.json;

/**
 * A text that is not JSON by the rules of {@link JsonTextReader}; the message says why, without
 * quoting more than a few words of it.
 */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  // Hostile input makes these by the million, and where it was noticed in our code tells nobody
  // anything: no stack trace.
  JsonException(String message) {
    super(message, null, false, false);
  }
}
