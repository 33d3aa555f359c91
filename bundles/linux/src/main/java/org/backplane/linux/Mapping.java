package org.backplane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Memory of the host mapped into this process, with one owner. The memory goes back to the kernel
 * when {@link #close()} was called and the last {@link #hold()} is gone, whichever comes later;
 * from then on every access through {@link #segment()}, also one under way in another thread, ends
 * in an {@link IllegalStateException} and never in a crash. All methods may be called by several
 * threads.
 */
public final class Mapping implements AutoCloseable {
  private final MappedBlock block;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final Optional<FileDescriptor> backing;
  private final Holds holds;

  private Mapping(MappedBlock block, Optional<FileDescriptor> backing) {
    this.block = block;
    this.backing = backing;
    // SAFETY: the block is mapped for exactly this size and is unmapped only in release(), after
    // the arena has closed.
    this.segment =
        MemorySegment.ofAddress(block.address()).reinterpret(block.sizeBytes(), arena, null);
    this.holds = new Holds("the mapping", this::release);
  }

  /**
   * Maps zeroed memory at an aligned start, with an inaccessible page behind it. Shared memory
   * comes from a memfd; a host that has none to give serves shared memory without a descriptor.
   *
   * @throws LinuxException the kernel's reason, mostly {@code ENOMEM}; {@code EOPNOTSUPP} when the
   *     host cannot map without reservation. Nothing stays mapped or open then.
   */
  public static Mapping anonymous(AnonymousMapping spec) throws LinuxException {
    // The policy matters, and is worth a look, only to memory without reservation.
    return anonymous(spec, spec.reserve() ? OvercommitPolicy.HEURISTIC : OvercommitPolicy.read());
  }

  static Mapping anonymous(AnonymousMapping spec, OvercommitPolicy policy) throws LinuxException {
    spec.checkReservable(policy);
    Optional<FileDescriptor> store = spec.shared() ? MemoryFile.create(spec) : Optional.empty();
    try {
      return new Mapping(
          MappedBlock.place(spec, store.map(FileDescriptor::number).orElse(-1)), store);
    } catch (LinuxException e) {
      store.ifPresent(FileDescriptor::close);
      throw e;
    }
  }

  /**
   * The whole memory, {@link #sizeBytes()} long. It may be kept; after release every access throws.
   */
  public MemorySegment segment() {
    return segment;
  }

  /** Size in bytes, whole pages. */
  public long sizeBytes() {
    return block.sizeBytes();
  }

  /** Size of the pages that the memory is made of. */
  public long pageSizeBytes() {
    return block.pageSizeBytes();
  }

  /**
   * The descriptor behind shared memory. It is closed with the mapping: {@code dup} what shall live
   * longer.
   */
  public Optional<FileDescriptor> backing() {
    return backing;
  }

  /**
   * Gives the kernel advice about the whole memory.
   *
   * @return false when the kernel does not offer this advice for such memory (EINVAL)
   * @throws LinuxException it offers it but failed, for example {@code ENOMEM}
   */
  public boolean advise(Advice advice) throws LinuxException {
    try (var _ = holds.hold()) {
      if (block.advise(0, sizeBytes(), advice.number()) == 0) {
        return true;
      }
      if (Errno.EINVAL.is(LibC.errno())) {
        return false;
      }
      throw LibC.failure("madvise", "of " + advice);
    }
  }

  /**
   * Makes the pages of a range present and writable now; their content stays. It takes as long as
   * the host needs to find the memory.
   *
   * @param offsetBytes start, rounded down to a page
   * @param lengthBytes length, rounded up to a page's end; 0 does nothing
   * @throws LinuxException {@code EINVAL} when the kernel is older than 5.14; {@code ENOMEM},
   *     {@code EFAULT} or {@code EHWPOISON} when the memory is not to be had. A part may be
   *     populated then.
   */
  public void populateWrite(long offsetBytes, long lengthBytes) throws LinuxException {
    Objects.checkFromIndexSize(offsetBytes, lengthBytes, sizeBytes());
    if (lengthBytes == 0) {
      return;
    }
    try (var _ = holds.hold()) {
      Callable<Boolean> populate =
          () -> {
            if (block.advise(offsetBytes, lengthBytes, LibC.MADV_POPULATE_WRITE) == -1) {
              throw LibC.failure("madvise", "to populate " + lengthBytes + " bytes");
            }
            return true;
          };
      PlatformCall.run("backplane-populate", populate, () -> {});
    }
  }

  /**
   * Keeps the memory mapped until the hold is closed; an {@link IllegalStateException} when the
   * mapping was closed before.
   */
  public Hold hold() {
    return holds.hold();
  }

  /**
   * Gives the memory up. Without holds it is unmapped before this returns. A second close does
   * nothing.
   *
   * @throws IllegalStateException an I/O call that took no {@link #hold()} still works on the
   *     memory. The memory stays mapped; close again when the call has ended.
   */
  @Override
  public void close() {
    holds.close();
  }

  private void release() {
    ArenaClosing.close(arena);
    backing.ifPresent(FileDescriptor::close);
    try {
      block.unmap();
    } catch (LinuxException e) {
      // The kernel's table of areas is full. Nobody can reach the memory any more; another close
      // may free it.
      throw new IllegalStateException("the mapping could not be given back", e);
    }
  }
}
