package org.backplane.api.object;

/**
 * On which terms an object is held.
 *
 * @param holder who holds it, for {@code in use by …} messages, such as {@code machine memory}
 * @param pinning whether the object may not be deleted meanwhile; otherwise a deleted object leaves
 *     the tree and lives on, unlisted, until its last lease ends
 * @param exclusive whether nobody else may hold it on exclusive terms
 */
public record LeaseTerms(String holder, boolean pinning, boolean exclusive) {

  /** The object must stay. */
  public static LeaseTerms pinning(String holder) {
    return new LeaseTerms(holder, true, false);
  }

  /** The object must stay, and serves this holder alone. */
  public static LeaseTerms exclusive(String holder) {
    return new LeaseTerms(holder, true, true);
  }

  /** The object may be deleted; the holder goes on with it. */
  public static LeaseTerms following(String holder) {
    return new LeaseTerms(holder, false, false);
  }
}
