package org.backplane.hostmem;

import org.backplane.api.HostException;
import org.backplane.linux.LinuxException;

/** Turns the kernel's refusal into a sentence for an operator. */
final class HostRefusal {

  private HostRefusal() {}

  /**
   * @param step what was under way, such as {@code prealloc failed}
   */
  static HostException of(String subject, String step, LinuxException reason) {
    return new HostException(
        subject, step + ": " + reason.getMessage(), advice(reason.errnoName()), reason);
  }

  private static String advice(String errnoName) {
    return switch (errnoName) {
      case "ENOMEM", "ENOSPC", "EFBIG" -> "free memory or give a smaller size";
      case "EFAULT", "EHWPOISON" -> "the memory behind it is not to be had; see the kernel's log";
      case "EOPNOTSUPP" -> "give reserve=on, or set the host's vm.overcommit_memory to 0 or 1";
      case "EINVAL" -> "this kernel does not offer it; Linux 5.14 or newer does";
      case "EMFILE", "ENFILE" -> "raise the limit of open files";
      default -> "";
    };
  }
}
