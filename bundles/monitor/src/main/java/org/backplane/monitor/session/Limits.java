package org.backplane.monitor.session;

/**
 * What clients may ask of a monitor. All of it is per client but the shared part.
 *
 * @param clients most clients of a monitor at once; more wait in the host's backlog
 * @param freeBytes longest message before the negotiation, with a token for each 64 bytes; later
 *     ones may be as long without taking from the shared part
 * @param sharedBytes most memory that longer messages may take while they are read, wait or run, of
 *     all clients of all monitors together: 8 bytes for a byte of text, and 64 for a token
 * @param requests most requests that wait while one is served
 * @param requestBytes most text of these; a longer one waits for its turn
 * @param replies most replies that wait to be written
 * @param replyBytes most bytes of these; a longer one waits until it is alone
 * @param events most events that wait to be written; then the oldest is dropped
 */
public record Limits(
    int clients,
    int freeBytes,
    long sharedBytes,
    int requests,
    long requestBytes,
    int replies,
    long replyBytes,
    int events) {

  /** Which part of the heap the shared part is, unless it is set. */
  private static final int HEAP_PARTS = 4;

  /** What holds unless it is set. */
  public static final Limits USUAL =
      new Limits(
          16,
          64 << 10,
          Runtime.getRuntime().maxMemory() / HEAP_PARTS,
          8,
          4 << 20,
          16,
          1 << 20,
          256);
}
