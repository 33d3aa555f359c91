package org.backplane.linux;

import java.nio.charset.StandardCharsets;

/** Files without a name that live in memory only, memfd_create(2). */
public final class MemoryFile {
  private static final int MAX_LABEL_BYTES = 249;
  private static final int SIZE_SHIFT = 26;

  private MemoryFile() {}

  /**
   * Makes an empty file.
   *
   * @param name a label that {@code /proc/<pid>/maps} shows, cut to 249 bytes; several files may
   *     have the same
   * @param sealable {@link FileDescriptor#seal} shall work
   * @param huge made of huge pages
   * @param hugePageBytes which ones: 0 or 1 is the host's default, else a power of two, read as
   *     unsigned; no meaning without {@code huge}
   * @throws LinuxException the host has no such file to give, or no huge pages of this size
   * @throws IllegalArgumentException the name has a NUL, or the size is not a power of two
   */
  public static FileDescriptor create(
      String name, boolean sealable, boolean huge, long hugePageBytes) throws LinuxException {
    int flags =
        LibC.MFD_CLOEXEC
            | (sealable ? LibC.MFD_ALLOW_SEALING : 0)
            | (huge ? LibC.MFD_HUGETLB | sizeBits(hugePageBytes) : 0);
    int number = LibC.memfdCreate(label(name), flags);
    if (number == -1) {
      throw LibC.failure("memfd_create", detail(huge, hugePageBytes));
    }
    return new FileDescriptor(number, "memory of " + name);
  }

  /**
   * Whether this host has memory files with seals. Asks it each time; what it lacks for the moment,
   * such as descriptors, is no answer.
   */
  public static boolean canSeal() {
    return canCreate(true, false);
  }

  /** Whether this host has memory files of huge pages, used up or not. Asks it each time. */
  public static boolean canUseHugePages() {
    return canCreate(false, true);
  }

  private static boolean canCreate(boolean sealable, boolean huge) {
    try (var _ = create("probe", sealable, huge, 0)) {
      return true;
    } catch (LinuxException e) {
      return !isLack(e.errno());
    }
  }

  /** Whether a refusal is the kernel's for ever: no such call, no such flag, no such pages. */
  static boolean isLack(int errno) {
    return Errno.ENOSYS.is(errno) || Errno.EINVAL.is(errno) || Errno.ENODEV.is(errno);
  }

  private static int sizeBits(long hugePageBytes) {
    if (hugePageBytes == 0) {
      return 0;
    }
    if (Long.bitCount(hugePageBytes) != 1) {
      throw new IllegalArgumentException(
          "huge page size " + hugePageBytes + " is not a power of two");
    }
    return Long.numberOfTrailingZeros(hugePageBytes) << SIZE_SHIFT;
  }

  private static String detail(boolean huge, long hugePageBytes) {
    if (!huge) {
      return "";
    }
    boolean standard = hugePageBytes == 0 || hugePageBytes == 1;
    return standard
        ? "of default huge pages"
        : "of huge pages of " + Long.toUnsignedString(hugePageBytes) + " bytes";
  }

  /** The name as the kernel takes it: NUL-terminated and not too long. */
  private static byte[] label(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name has no NUL character");
    }
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] label = new byte[Math.min(text.length, MAX_LABEL_BYTES) + 1];
    System.arraycopy(text, 0, label, 0, label.length - 1);
    return label;
  }
}
