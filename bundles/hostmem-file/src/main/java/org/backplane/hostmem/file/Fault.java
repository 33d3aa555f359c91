package org.backplane.hostmem.file;

import org.backplane.api.InvalidRequestException;

/**
 * Why a definition cannot be met as it stands.
 *
 * @param problem which part of it and why
 * @param advice what to give instead
 */
record Fault(String problem, String advice) {

  /** As an error of one object. */
  InvalidRequestException of(String subject) {
    return new InvalidRequestException(subject, problem, advice);
  }
}
