package org.backplane.api.cpu;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Answers environment calls from supervisor mode in the place of firmware, by the RISC-V supervisor
 * binary interface. Called on the hart's thread; neither blocks nor throws.
 */
@ProviderType
@FunctionalInterface
public interface SupervisorBinary {

  Result call(Call call);

  /**
   * A call.
   *
   * @param hart the calling hart
   * @param extension register a7
   * @param function register a6
   * @param a0 first argument; those that follow are in a1 to a4
   */
  record Call(
      int hart, long extension, long function, long a0, long a1, long a2, long a3, long a4) {}

  /**
   * An answer.
   *
   * @param error register a0, 0 when all is well
   * @param value register a1
   */
  record Result(long error, long value) {}
}
