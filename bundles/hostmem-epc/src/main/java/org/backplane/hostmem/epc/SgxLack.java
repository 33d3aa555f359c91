package org.backplane.hostmem.epc;

import java.util.Set;

/** Why a host has no device for a guest's enclave pages. */
enum SgxLack {
  PROCESSOR(
      "this host's processor has no SGX, or the firmware hides it (no 'sgx' among the flags in"
          + " /proc/cpuinfo)",
      "turn SGX on in the firmware, or use a host that has it"),
  VIRTUALIZATION(
      "this host's processor has SGX but no virtualization, which a guest's enclaves need (no 'vmx'"
          + " among the flags in /proc/cpuinfo)",
      "turn virtualization (VT-x) on in the firmware"),
  LAUNCH_CONTROL(
      "this host's processor has SGX, but its kernel offers no enclave pages to guests, and the"
          + " firmware keeps launch control locked (no 'sgx_lc' among the flags in /proc/cpuinfo)",
      "unlock flexible launch control in the firmware, and run Linux 5.13 or newer with"
          + " CONFIG_X86_SGX_KVM"),
  KERNEL(
      "this host's processor has SGX, but its kernel offers no enclave pages to guests",
      "run Linux 5.13 or newer, built with CONFIG_X86_SGX_KVM");

  private final String problem;
  private final String advice;

  SgxLack(String problem, String advice) {
    this.problem = problem;
    this.advice = advice;
  }

  /**
   * The first thing to be mended.
   *
   * @param flags what the processor can do, by the kernel's names
   */
  static SgxLack of(Set<String> flags) {
    if (!flags.contains("sgx")) {
      return PROCESSOR;
    }
    if (!flags.contains("vmx")) {
      return VIRTUALIZATION;
    }
    return flags.contains("sgx_lc") ? KERNEL : LAUNCH_CONTROL;
  }

  String problem() {
    return problem;
  }

  String advice() {
    return advice;
  }
}
