package org.backplane.cli;

/**
 * Uses a service for as long as somebody offers it, and again when it is offered anew.
 *
 * @param <S> the service's type
 */
interface ServiceUser<S> {

  /** It is offered. */
  void came(S service);

  /** It is no longer to be used once this has returned. */
  void gone(S service);
}
