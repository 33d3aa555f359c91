package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * An open file, device, pipe or counter of the host, with one owner. It is close-on-exec, and its
 * number goes back to the kernel exactly once: after {@link #close()} and after the last call under
 * way has returned, so that a number is never reused under a running call. Safe for use by several
 * threads. Every use after close throws {@link IllegalStateException}.
 *
 * <p>Reads and writes on a file without {@link OpenFlag#NON_BLOCKING} may wait in the kernel and
 * cannot be interrupted there; wait with a {@link Poller} first. They hold a virtual thread's
 * carrier meanwhile; what else may wait for a disk or a remote file system does not.
 */
public final class FileDescriptor implements AutoCloseable {
  /** Most bytes that one read or write transfers. */
  public static final int MAX_TRANSFER_BYTES = 64 * 1024;

  static final String THREAD_NAME = "backplane-file";

  private static final int CREATE_MODE = 0644;
  private static final int FIRST_FREE_NUMBER = 3;
  private static final int NOT_READY = -1;
  private static final int STATFS_BYTES = 256; // more than any architecture needs
  private static final long HUGETLBFS = 0x958458f6L;
  private static final long TMPFS = 0x01021994L;
  private static final long RAMFS = 0x858458f6L;

  private final int number;
  private final String name;
  private final Holds uses;

  /** Takes over {@code number}. */
  FileDescriptor(int number, String name) {
    this.number = number;
    this.name = name;
    // Linux frees the number whatever close(2) returns; a second try could hit somebody else's
    // file.
    this.uses = new Holds(name, () -> LibC.close(number));
  }

  /** Takes over a file that has a name, and with it perhaps a disk or a peer that hangs. */
  private FileDescriptor(int number, Path path) {
    this.number = number;
    this.name = path.toString();
    this.uses = new Holds(name, () -> closeFile(number));
  }

  /** Takes over what came from a peer, who may make its close last. */
  private FileDescriptor(int number) {
    this.number = number;
    this.name = "descriptor " + number;
    this.uses = new Holds(name, () -> Closing.start(() -> LibC.close(number)));
  }

  private static void closeFile(int number) {
    try {
      PlatformCall.run(THREAD_NAME, () -> LibC.close(number));
    } catch (LinuxException e) {
      throw new IllegalStateException(e); // nobody throws it
    }
  }

  /**
   * Opens a file; one that is created gets mode 0644.
   *
   * @throws LinuxException with the kernel's reason, such as {@code ENOENT}
   */
  public static FileDescriptor open(Path path, Set<OpenFlag> flags) throws LinuxException {
    return open(path, flags, CREATE_MODE);
  }

  /**
   * Opens a file.
   *
   * <p>A thread that is interrupted leaves a file behind whose host does not answer.
   *
   * @param mode permissions of a file that is created, less the process's mask
   * @throws LinuxException with the kernel's reason, such as {@code ENOENT}; {@code ECANCELED}
   *     after an interrupt
   */
  public static FileDescriptor open(Path path, Set<OpenFlag> flags, int mode)
      throws LinuxException {
    int bits = LibC.O_CLOEXEC | LibC.O_NOCTTY | direction(flags);
    for (OpenFlag flag : flags) {
      bits |= flag.bits();
    }
    int allBits = bits;
    return AbandonableCall.run(
        THREAD_NAME,
        () -> opened(path, allBits, mode),
        FileDescriptor::close,
        () -> new LinuxException("open", "of '" + path + "'", Errno.ECANCELED));
  }

  private static FileDescriptor opened(Path path, int bits, int mode) throws LinuxException {
    byte[] cPath = cString(path);
    int number;
    do {
      number = LibC.open(cPath, bits, mode);
    } while (number == -1 && Errno.EINTR.is(LibC.errno()));
    if (number == -1) {
      throw LibC.failure("open", "of '" + path + "'");
    }
    return new FileDescriptor(number, path);
  }

  /**
   * Takes over a descriptor that nobody else closes, such as one that came over a UNIX socket. What
   * it is may make its close last; {@link #close} does not wait for that.
   *
   * @param number open and of this process
   */
  public static FileDescriptor adopt(int number) {
    return new FileDescriptor(number);
  }

  /** A copy of the process's standard input. Closing it leaves the original open. */
  public static FileDescriptor standardInput() throws LinuxException {
    return copyOf(0, "standard input");
  }

  /** A copy of the process's standard output. Closing it leaves the original open. */
  public static FileDescriptor standardOutput() throws LinuxException {
    return copyOf(1, "standard output");
  }

  /**
   * A second descriptor of the same open file (they share position and flags), with an owner of its
   * own.
   */
  public FileDescriptor dup() throws LinuxException {
    try (var _ = uses.hold()) {
      return copyOf(number, name);
    }
  }

  /**
   * Reads into the buffer's remaining space, at most {@link #MAX_TRANSFER_BYTES}.
   *
   * @return bytes read; 0 when nothing is there yet (non-blocking) or the buffer has no space; -1
   *     at the end
   */
  public int read(ByteBuffer target) throws LinuxException {
    try (var _ = uses.hold()) {
      return readHeld(target);
    }
  }

  /**
   * Reads at an offset and leaves the file's position alone.
   *
   * @return as {@link #read(ByteBuffer)}
   */
  public int readAt(long offsetBytes, ByteBuffer target) throws LinuxException {
    try (var _ = uses.hold()) {
      return fill("pread", target, bytes -> LibC.pread(number, bytes, offsetBytes));
    }
  }

  /**
   * Writes from the buffer, at most {@link #MAX_TRANSFER_BYTES}, and advances it by what was taken.
   *
   * @return bytes written; 0 when there is no room yet (non-blocking) or the buffer is empty
   */
  public int write(ByteBuffer source) throws LinuxException {
    if (!source.hasRemaining()) {
      return 0;
    }
    byte[] bytes = new byte[Math.min(source.remaining(), MAX_TRANSFER_BYTES)];
    source.get(source.position(), bytes);
    try (var _ = uses.hold()) {
      int done = Math.max(0, transfer("write", () -> LibC.write(number, bytes)));
      source.position(source.position() + done);
      return done;
    }
  }

  /** What the file is and how long. */
  public FileStatus status() throws LinuxException {
    byte[] answer = new byte[FileStatus.BYTES];
    file("statx", "of", () -> LibC.statx(number, answer));
    return FileStatus.read(answer);
  }

  /**
   * Cuts the file, or lets it grow by zeros that take no room.
   *
   * @throws LinuxException {@code EINVAL} when it has no length to set or the file system does not
   *     take this one, {@code EFBIG}, {@code EPERM} when sealed
   */
  public void truncate(long sizeBytes) throws LinuxException {
    file("ftruncate", "to " + sizeBytes + " bytes of", () -> LibC.ftruncate(number, sizeBytes));
  }

  /**
   * Empties a part of the file, which then reads as zeros and takes no room; the length stays.
   *
   * @throws LinuxException {@code EOPNOTSUPP} or {@code ENODEV} when such a file has no holes,
   *     {@code EBADF} when it is not open for writing, {@code EPERM} when sealed
   */
  void punch(long offsetBytes, long lengthBytes) throws LinuxException {
    int mode = LibC.FALLOC_FL_PUNCH_HOLE | LibC.FALLOC_FL_KEEP_SIZE;
    file(
        "fallocate",
        "to empty %d bytes from %d of".formatted(lengthBytes, offsetBytes),
        () -> LibC.fallocate(number, mode, offsetBytes, lengthBytes));
  }

  /**
   * Adds seals to a memory file that was made sealable; they can never be taken off.
   *
   * @throws LinuxException {@code EINVAL} when the file knows no seals, {@code EPERM} when it was
   *     not made sealable or has {@link Seal#SEAL}, {@code EBUSY} for {@link Seal#WRITE}
   */
  public void seal(Set<Seal> seals) throws LinuxException {
    int bits = seals.stream().mapToInt(Seal::bit).reduce(0, (a, b) -> a | b);
    try (var _ = uses.hold()) {
      require("fcntl", "to seal", LibC.fcntl(number, LibC.F_ADD_SEALS, bits));
    }
  }

  /** Size of the pages that a mapping of the file has: huge ones on hugetlbfs, else base pages. */
  public long pageSizeBytes() throws LinuxException {
    ByteBuffer view = fileSystem();
    return view.getLong(0) == HUGETLBFS ? view.getLong(Long.BYTES) : Host.pageSize();
  }

  /**
   * Whether what is written to it takes memory of the host, and never a disk: tmpfs and the like.
   */
  public boolean isInMemory() throws LinuxException {
    long type = fileSystem().getLong(0);
    return type == TMPFS || type == HUGETLBFS || type == RAMFS;
  }

  // struct statfs, statfs(2): i64 type, i64 block size.
  private ByteBuffer fileSystem() throws LinuxException {
    byte[] answer = new byte[STATFS_BYTES];
    file("fstatfs", "of", () -> LibC.fstatfs(number, answer));
    return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
  }

  /**
   * Makes sure that nobody else has this file open or mapped, in this process or another, and lets
   * newcomers wait in their open(2) until the hold is closed, 45 s at most on most hosts. Copies of
   * this descriptor do not count, nor do mappings made through them: close those before.
   *
   * @return empty when others use the file, when it is not a regular file of this user, or when its
   *     file system cannot tell
   */
  public Optional<Hold> onlyUser() {
    return WriteLease.of(this);
  }

  /** Gives the descriptor up; calls under way end first. A second close does nothing. */
  @Override
  public void close() {
    uses.close();
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * The number, for naming the open file to another process. Who uses it makes sure that this
   * object stays open meanwhile, and never closes it.
   */
  public int number() {
    return number;
  }

  /** Keeps the number valid until the hold is closed. */
  Hold hold() {
    return uses.hold();
  }

  /** {@link #read} for a caller that keeps a {@link #hold()}, also after close. */
  int readHeld(ByteBuffer target) throws LinuxException {
    return fill("read", target, bytes -> LibC.read(number, bytes));
  }

  // The bytes travel through an array of our own: a target in a mapping may be unmapped while the
  // kernel waits to fill it.
  private int fill(String call, ByteBuffer target, ReadCall read) throws LinuxException {
    if (!target.hasRemaining()) {
      return 0;
    }
    byte[] bytes = new byte[Math.min(target.remaining(), MAX_TRANSFER_BYTES)];
    int done = transfer(call, () -> read.into(bytes));
    int count = Math.max(0, done);
    try {
      target.put(bytes, 0, count);
    } finally {
      Arrays.fill(bytes, 0, count, (byte) 0); // it may be a secret: the caller has it, nobody else
    }
    return switch (done) {
      case NOT_READY -> 0;
      case 0 -> -1;
      default -> done;
    };
  }

  private int transfer(String call, FileCall attempt) throws LinuxException {
    while (true) {
      long done = attempt.run();
      if (done != -1) {
        return Math.toIntExact(done);
      }
      int errno = LibC.errno();
      if (Errno.EAGAIN.is(errno)) {
        return NOT_READY;
      }
      if (!Errno.EINTR.is(errno)) {
        throw new LinuxException(call, "on '" + name + "'", errno);
      }
    }
  }

  // A disk or a remote file system may let such a call wait for ever.
  private void file(String call, String what, FileCall attempt) throws LinuxException {
    try (var _ = uses.hold()) {
      PlatformCall.run(
          THREAD_NAME,
          () -> {
            long result;
            do {
              result = attempt.run();
            } while (result == -1 && Errno.EINTR.is(LibC.errno()));
            require(call, what, result);
            return result;
          });
    }
  }

  private void require(String call, String what, long result) throws LinuxException {
    if (result == -1) {
      throw LibC.failure(call, what + " '" + name + "'");
    }
  }

  /** A second number of an open file, or -1 with the reason in {@link LibC#errno()}. */
  static int duplicate(int number) {
    return LibC.fcntl(number, LibC.F_DUPFD_CLOEXEC, FIRST_FREE_NUMBER);
  }

  private static FileDescriptor copyOf(int number, String name) throws LinuxException {
    int copy = duplicate(number);
    if (copy == -1) {
      throw LibC.failure("fcntl", "to duplicate '" + name + "'");
    }
    return new FileDescriptor(copy, name);
  }

  private static int direction(Set<OpenFlag> flags) {
    if (!flags.contains(OpenFlag.WRITE)) {
      return 0;
    }
    return flags.contains(OpenFlag.READ) ? 2 : 1;
  }

  private static byte[] cString(Path path) {
    byte[] bytes = bytes(path);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** The bytes of the directory entry that a path stands for. */
  static byte[] bytes(Path path) {
    return path.toString().getBytes(nameEncoding());
  }

  /** The other way round. */
  static Path path(byte[] bytes) {
    return Path.of(new String(bytes, nameEncoding()));
  }

  // The JDK decodes path names with this charset; encoding with it gives back the bytes.
  private static Charset nameEncoding() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  @FunctionalInterface
  private interface ReadCall {
    long into(byte[] bytes);
  }

  @FunctionalInterface
  private interface FileCall {
    long run();
  }
}
