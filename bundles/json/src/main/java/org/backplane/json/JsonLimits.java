package org.backplane.json;

/**
 * How much one message may ask of its reader.
 *
 * @param maxNesting most objects and arrays open at a time
 * @param maxTokenTextBytes most bytes of a message, blanks between tokens not counted
 * @param maxTokens most tokens: each string, number, word, bracket, colon and comma is one
 */
public record JsonLimits(int maxNesting, int maxTokenTextBytes, int maxTokens) {
  /** The limits of QMP. */
  public static final JsonLimits QMP = new JsonLimits(1024, 64 << 20, 2 << 20);

  /** Checks that every limit is 1 or more. */
  public JsonLimits {
    if (maxNesting < 1 || maxTokenTextBytes < 1 || maxTokens < 1) {
      throw new IllegalArgumentException("a limit is not positive");
    }
  }
}
