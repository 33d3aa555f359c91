package org.backplane.linux;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Error numbers by name, with a short meaning. The numbers are those of the kernel's generic table
 * (x86-64, arm64, riscv64); see errno(3).
 */
enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  EINTR(4, "interrupted by a signal"),
  EIO(5, "input/output error"),
  ENXIO(6, "no such device or address"),
  EBADF(9, "bad descriptor"),
  EAGAIN(11, "not ready, try again"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EFAULT(14, "memory not accessible"),
  EBUSY(16, "busy"),
  EEXIST(17, "already exists"),
  EXDEV(18, "crosses file systems"),
  ENODEV(19, "not supported by the device"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files on the host"),
  EMFILE(24, "too many open files in this process"),
  ENOTTY(25, "not possible on this kind of file"),
  ETXTBSY(26, "program file is being run"),
  EFBIG(27, "file too large"),
  ENOSPC(28, "no space left"),
  ESPIPE(29, "cannot seek"),
  EROFS(30, "read-only file system"),
  EMLINK(31, "too many links"),
  EPIPE(32, "the other end is closed"),
  ERANGE(34, "out of range"),
  ENAMETOOLONG(36, "name too long"),
  ENOSYS(38, "not offered by this kernel"),
  ELOOP(40, "too many symbolic links"),
  EOVERFLOW(75, "value too large"),
  ENOTSOCK(88, "not a socket"),
  EPROTOTYPE(91, "not a stream socket"),
  EOPNOTSUPP(95, "not supported"),
  EAFNOSUPPORT(97, "address family not supported"),
  EADDRINUSE(98, "address already in use"),
  EADDRNOTAVAIL(99, "not an address of this host"),
  ENETUNREACH(101, "network unreachable"),
  ECONNABORTED(103, "connection aborted"),
  ECONNRESET(104, "connection reset"),
  ENOBUFS(105, "no buffer space"),
  ENOTCONN(107, "not connected"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "connection refused"),
  EHOSTUNREACH(113, "host unreachable"),
  EINPROGRESS(115, "under way"),
  EDQUOT(122, "disk quota exceeded"),
  ECANCELED(125, "called off"),
  EHWPOISON(133, "memory page has a hardware error");

  private static final Map<Integer, Errno> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(e -> e.number, Function.identity()));

  private final int number;
  private final String meaning;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  static Optional<Errno> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }

  boolean is(int errno) {
    return errno == number;
  }
}
