package org.backplane.security;

import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.tls.Secret;

/** A secret that another object is made with. */
final class OtherSecret implements LeaseListener<Secret> {

  private OtherSecret() {}

  /** Its bytes, for the caller to fill with zeros once used. The secret may go afterwards. */
  static byte[] reveal(Creation creation, String id) throws BackplaneException {
    try (Lease<Secret> lease = lease(creation, id)) {
      return reveal(creation.subject(), lease);
    }
  }

  /**
   * Holds a secret that is needed now and again. It may not be deleted meanwhile: another of its
   * name would be taken in its place by later code.
   */
  static Lease<Secret> lease(Creation creation, String id) throws BackplaneException {
    return creation.lease(
        ObjectPath.object(id),
        Secret.class,
        LeaseTerms.pinning(creation.subject()),
        new OtherSecret());
  }

  static byte[] reveal(String subject, Lease<Secret> lease) throws NotActiveException {
    return lease
        .target()
        .orElseThrow(
            () ->
                new NotActiveException(
                    subject, "secret '%s' is away now".formatted(lease.path().id()), "try again"))
        .reveal();
  }

  @Override
  public void attached(Secret target) {}

  @Override
  public void detached() {}
}
