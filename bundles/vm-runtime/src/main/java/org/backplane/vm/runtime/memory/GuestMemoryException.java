package org.backplane.vm.runtime.memory;

/**
 * An access to guest memory did not happen. It has no stack trace: a guest can cause it at will.
 */
public abstract sealed class GuestMemoryException extends Exception
    permits GuestFault, GuestMemoryGone {

  private static final long serialVersionUID = 1L;

  GuestMemoryException(String message) {
    super(message, null, false, false);
  }
}
