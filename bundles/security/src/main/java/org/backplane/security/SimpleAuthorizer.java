package org.backplane.security;

import org.backplane.api.tls.Authorizer;

/** Lets one identity in. */
record SimpleAuthorizer(String identity) implements Authorizer {

  @Override
  public boolean admits(String who) {
    return identity.equals(who);
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
