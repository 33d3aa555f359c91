package org.backplane.hostmem;

import org.backplane.api.HostException;
import org.backplane.linux.LinuxException;

/** Turns the kernel's refusal into a sentence for an operator. */
public final class HostRefusal {

  private static final String SMALLER = "free memory or give a smaller size";

  private HostRefusal() {}

  /**
   * A refusal with the advice that fits the system call and its error.
   *
   * @param subject names the object, such as {@code memory-backend-file 'm0'}
   * @param step what was under way, such as {@code prealloc failed}
   */
  public static HostException of(String subject, String step, LinuxException reason) {
    return of(subject, step, reason, advice(reason.call(), reason.errnoName()));
  }

  /**
   * A refusal about which the caller knows more than the error tells.
   *
   * @param advice what to do about it; empty when nothing helps
   */
  public static HostException of(
      String subject, String step, LinuxException reason, String advice) {
    return new HostException(subject, step + ": " + reason.getMessage(), advice, reason);
  }

  private static String advice(String call, String errnoName) {
    return switch (call) {
      case "mbind", "set_mempolicy" -> adviceOnNodes(errnoName);
      case "open", "openat" -> adviceOnPath(errnoName);
      default -> adviceOnMemory(errnoName);
    };
  }

  private static String adviceOnNodes(String errnoName) {
    return switch (errnoName) {
      case "EINVAL" -> "name at least one node of this host, see /sys/devices/system/node/online";
      case "ENOSYS" -> "this kernel knows no NUMA nodes: leave policy and host-nodes out";
      case "EIO" -> "some of the pages are in use on other nodes and cannot be moved";
      case "EPERM" -> "allow the process to place memory, or leave policy and host-nodes out";
      default -> "";
    };
  }

  private static String adviceOnPath(String errnoName) {
    return switch (errnoName) {
      case "ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG" -> "check the path";
      case "EACCES", "EPERM" -> "give this process access to it";
      case "EROFS" -> "open it with readonly=on";
      case "EMFILE", "ENFILE" -> "raise the limit of open files";
      default -> "";
    };
  }

  private static String adviceOnMemory(String errnoName) {
    return switch (errnoName) {
      case "ENOMEM", "ENOSPC", "EDQUOT" -> SMALLER;
      case "EFBIG" -> "raise the limit of file sizes or give a smaller size";
      case "EFAULT" -> "no room where the memory comes from (file system, huge pages): " + SMALLER;
      case "EHWPOISON" -> "a page of memory is broken; see the kernel's log";
      case "EOPNOTSUPP" -> "give reserve=on, or set the host's vm.overcommit_memory to 0 or 1";
      case "EACCES", "EPERM" -> "give this process the permission";
      case "EMFILE", "ENFILE" -> "raise the limit of open files";
      default -> "";
    };
  }
}
