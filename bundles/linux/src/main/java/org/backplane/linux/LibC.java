package org.backplane.linux;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The C library's entry points; the only JNA types of the product are here.
 *
 * <p>They are looked up by name and called through {@link Function}: a direct-mapped class is 80 ns
 * a call faster, but costs 15 to 60 ms more before the first call and stays in JNA's tables for
 * ever. Arrays are copied in and out around each call, so a call that blocks holds up no garbage
 * collection. It does hold its carrier when made on a virtual thread; see {@link PlatformCall}.
 */
final class LibC {
  static final int PROT_NONE = 0;
  static final int PROT_READ = 1;
  static final int PROT_READ_WRITE = 1 | 2;
  static final int PROT_READ_EXECUTE = 1 | 4;
  static final int MAP_SHARED = 0x01;
  static final int MAP_PRIVATE = 0x02;
  static final int MAP_SHARED_VALIDATE = 0x03;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MAP_NORESERVE = 0x4000;
  static final int MAP_SYNC = 0x80000;
  static final int MAP_FIXED_NOREPLACE = 0x100000;
  static final long MAP_FAILED = -1;
  static final int MFD_CLOEXEC = 1;
  static final int MFD_ALLOW_SEALING = 2;
  static final int MFD_HUGETLB = 4;
  static final int EFD_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = 0x800;
  static final int F_GETFD = 1;
  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int FD_CLOEXEC = 1;
  static final int F_SETSIG = 10;
  static final int F_SETLEASE = 1024;
  static final int F_WRLCK = 1;
  static final int F_UNLCK = 2;
  static final int SIGURG = 23;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int F_ADD_SEALS = 1033;
  static final int O_NOCTTY = 0x100;
  static final int O_CLOEXEC = 0x80000;
  static final long TCGETS = 0x5401;
  static final long TCSETS = 0x5402;
  static final long FIONREAD = 0x541b;
  static final long TIOCGPGRP = 0x540f;
  static final long TIOCGPTN = 0x80045430L;
  static final long TIOCSPTLCK = 0x40045431;
  static final long TIOCGPTPEER = 0x5441;
  static final int FALLOC_FL_KEEP_SIZE = 1;
  static final int FALLOC_FL_PUNCH_HOLE = 2;
  static final int MADV_POPULATE_WRITE = 23;
  static final int MPOL_MF_STRICT = 1;
  static final int MPOL_MF_MOVE = 2;
  static final int SC_PAGESIZE = 30;
  static final int SC_NPROCESSORS_ONLN = 84;

  private static final long AT_EMPTY_PATH = 0x1000;
  private static final long FUTEX_WAIT_PRIVATE = 128;
  private static final long FUTEX_WAKE_PRIVATE = 129;
  private static final long STATX_BASIC_STATS = 0x7ff;

  // The process itself already contains the C library: no search through library folders.
  private static final NativeLibrary PROCESS = NativeLibrary.getProcess();

  private static final Function MMAP = PROCESS.getFunction("mmap");
  private static final Function MUNMAP = PROCESS.getFunction("munmap");
  private static final Function MADVISE = PROCESS.getFunction("madvise");
  private static final Function MPROTECT = PROCESS.getFunction("mprotect");
  private static final Function SIGACTION = PROCESS.getFunction("sigaction");
  private static final Function MEMFD_CREATE = PROCESS.getFunction("memfd_create");
  private static final Function FTRUNCATE = PROCESS.getFunction("ftruncate");
  private static final Function FALLOCATE = PROCESS.getFunction("fallocate");
  private static final Function OPEN = PROCESS.getFunction("open");
  private static final Function CLOSE = PROCESS.getFunction("close");
  private static final Function FCNTL = PROCESS.getFunction("fcntl");
  private static final Function IOCTL = PROCESS.getFunction("ioctl");
  private static final Function GETPGRP = PROCESS.getFunction("getpgrp");
  private static final Function READ = PROCESS.getFunction("read");
  private static final Function PREAD = PROCESS.getFunction("pread");
  private static final Function WRITE = PROCESS.getFunction("write");
  private static final Function EVENTFD = PROCESS.getFunction("eventfd");
  private static final Function POLL = PROCESS.getFunction("poll");
  private static final Function FSTATFS = PROCESS.getFunction("fstatfs");
  private static final Function SCHED_GETAFFINITY = PROCESS.getFunction("sched_getaffinity");
  private static final Function SCHED_SETAFFINITY = PROCESS.getFunction("sched_setaffinity");
  private static final Function SYSCALL = PROCESS.getFunction("syscall");
  private static final Function SYSCONF = PROCESS.getFunction("sysconf");

  private LibC() {}

  // Each method passes the C types of its man page: Java int for int, long for pointers, size_t,
  // off_t and long.

  static long mmap(long address, long length, int protection, int flags, int fd, long offset) {
    return MMAP.invokeLong(new Object[] {address, length, protection, flags, fd, offset});
  }

  static int munmap(long address, long length) {
    return MUNMAP.invokeInt(new Object[] {address, length});
  }

  static int madvise(long address, long length, int advice) {
    return MADVISE.invokeInt(new Object[] {address, length, advice});
  }

  static int mprotect(long address, long length, int protection) {
    return MPROTECT.invokeInt(new Object[] {address, length, protection});
  }

  /**
   * @param action {@code struct sigaction}, {@link FaultSignal} knows the layout; empty: only ask
   * @param previous receives the one before
   */
  static int sigaction(int signal, byte[] action, byte[] previous) {
    return SIGACTION.invokeInt(new Object[] {signal, action.length == 0 ? null : action, previous});
  }

  /** Waits for a wake-up of a 32-bit word in memory; returns at once when its value is another. */
  static void futexWait(long address, int value) {
    SYSCALL.invokeLong(
        new Object[] {SystemCall.FUTEX.number(), address, FUTEX_WAIT_PRIVATE, (long) value, 0L});
  }

  static void futexWakeOne(long address) {
    SYSCALL.invokeLong(new Object[] {SystemCall.FUTEX.number(), address, FUTEX_WAKE_PRIVATE, 1L});
  }

  static int memfdCreate(byte[] name, int flags) {
    return MEMFD_CREATE.invokeInt(new Object[] {name, flags});
  }

  static int ftruncate(int fd, long length) {
    return FTRUNCATE.invokeInt(new Object[] {fd, length});
  }

  static int fallocate(int fd, int mode, long offset, long length) {
    return FALLOCATE.invokeInt(new Object[] {fd, mode, offset, length});
  }

  static int open(byte[] path, int flags, int mode) {
    return OPEN.invokeInt(new Object[] {path, flags, mode});
  }

  static int close(int fd) {
    return CLOSE.invokeInt(new Object[] {fd});
  }

  static int fcntl(int fd, int command, long argument) {
    return FCNTL.invokeInt(new Object[] {fd, command, argument});
  }

  /**
   * @param argument read or filled by the kernel, as the request has it
   */
  static int ioctl(int fd, long request, byte[] argument) {
    return IOCTL.invokeInt(new Object[] {fd, request, argument});
  }

  static int ioctl(int fd, long request, int argument) {
    return IOCTL.invokeInt(new Object[] {fd, request, (long) argument});
  }

  static int getpgrp() {
    return GETPGRP.invokeInt(new Object[0]);
  }

  /** What the kernel put into a C int. */
  static int intIn(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }

  static long read(int fd, byte[] bytes) {
    return READ.invokeLong(new Object[] {fd, bytes, (long) bytes.length});
  }

  static long pread(int fd, byte[] bytes, long offset) {
    return PREAD.invokeLong(new Object[] {fd, bytes, (long) bytes.length, offset});
  }

  static long write(int fd, byte[] bytes) {
    return WRITE.invokeLong(new Object[] {fd, bytes, (long) bytes.length});
  }

  static int eventfd(int initial, int flags) {
    return EVENTFD.invokeInt(new Object[] {initial, flags});
  }

  static int poll(byte[] entries, long count, int timeoutMillis) {
    return POLL.invokeInt(new Object[] {entries, count, timeoutMillis});
  }

  /** struct statfs begins with two longs: type and block size of the file system. */
  static int fstatfs(int fd, byte[] statfs) {
    return FSTATFS.invokeInt(new Object[] {fd, statfs});
  }

  static int schedGetaffinity(int thread, long[] mask) {
    return SCHED_GETAFFINITY.invokeInt(new Object[] {thread, bytes(mask), mask});
  }

  static int schedSetaffinity(int thread, long[] mask) {
    return SCHED_SETAFFINITY.invokeInt(new Object[] {thread, bytes(mask), mask});
  }

  static long gettid() {
    return SYSCALL.invokeLong(new Object[] {SystemCall.GETTID.number()});
  }

  /** Status of an open file; {@link FileStatus} knows the layout. */
  static long statx(int fd, byte[] statx) {
    byte[] noPath = {0};
    return SYSCALL.invokeLong(
        new Object[] {
          SystemCall.STATX.number(), (long) fd, noPath, AT_EMPTY_PATH, STATX_BASIC_STATS, statx
        });
  }

  /**
   * @param maxNode one more than the number of bits that the kernel reads from the mask
   */
  static long mbind(long address, long length, int mode, long[] mask, long maxNode, int flags) {
    return SYSCALL.invokeLong(
        new Object[] {
          SystemCall.MBIND.number(), address, length, (long) mode, mask, maxNode, (long) flags
        });
  }

  private static long bytes(long[] words) {
    return (long) words.length * Long.BYTES;
  }

  static long sysconf(int name) {
    return SYSCONF.invokeLong(new Object[] {name});
  }

  /**
   * The error number of the calling thread's last call. JNA keeps it per Java thread, so virtual
   * threads see their own.
   */
  static int errno() {
    return Native.getLastError();
  }

  static LinuxException failure(String call, String detail) {
    return new LinuxException(call, detail, errno());
  }
}
