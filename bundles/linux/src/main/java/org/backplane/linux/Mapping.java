package org.backplane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Memory of the host mapped into this process, with one owner: at an aligned start, between two
 * inaccessible pages. The memory goes back to the kernel when {@link #close()} was called and the
 * last {@link #hold()} is gone, whichever comes later; from then on every access through {@link
 * #segment()}, also one under way in another thread, ends in an {@link IllegalStateException} and
 * never in a crash. All methods may be called by several threads; those that ask the kernel for
 * more than a moment do not hold a virtual thread's carrier.
 */
public final class Mapping implements AutoCloseable {
  /**
   * Memory that the host took away.
   *
   * @param offsetBytes where the first page was missed
   */
  public record Loss(long offsetBytes) {}

  private final MappedBlock block;
  private final boolean shared;
  private final boolean writable;
  private final Optional<FileDescriptor> backing;
  private final long offsetBytes;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final Holds holds;
  private final Losses losses;
  private final Optional<FaultWatch> watch;
  private final AtomicBoolean lossReported = new AtomicBoolean();
  private volatile String label = "";
  private volatile boolean discard;
  private volatile Optional<Unmapping> unmapping = Optional.empty();

  /** Here a mapping becomes live. */
  private Mapping(
      MappedBlock block,
      Losses losses,
      Optional<FaultWatch> watch,
      MappingSpec spec,
      Optional<FileDescriptor> backing,
      long offsetBytes) {
    this.block = block;
    this.losses = losses;
    this.watch = watch;
    this.shared = spec.shared();
    this.writable = spec.writable();
    this.backing = backing;
    this.offsetBytes = offsetBytes;
    // SAFETY: the block is mapped for exactly this size and is unmapped only in release(), after
    // the arena has closed.
    MemorySegment memory =
        MemorySegment.ofAddress(block.address()).reinterpret(block.sizeBytes(), arena, null);
    this.segment = writable ? memory : memory.asReadOnly();
    this.holds = new Holds("the mapping", this::release);
  }

  /**
   * Maps zeroed memory without a file. Shared memory of this kind has no descriptor and reaches
   * forked children only; {@link MemoryFile} serves other processes.
   *
   * @throws LinuxException the kernel's reason, mostly {@code ENOMEM}; {@code EOPNOTSUPP} when the
   *     host cannot map without reservation. Nothing stays mapped then.
   */
  public static Mapping anonymous(MappingSpec spec) throws LinuxException {
    return anonymous(spec, policy(spec));
  }

  static Mapping anonymous(MappingSpec spec, OvercommitPolicy policy) throws LinuxException {
    PageSource source = PageSource.zeros();
    source.checkReservable(spec, policy);
    return guarded(MappedBlock.place(spec, source), spec, Optional.empty(), 0);
  }

  /**
   * Maps a part of a file, in pages of {@link FileDescriptor#pageSizeBytes()}. What lies behind the
   * file's end reads as zeros and counts as {@link #lostBytes() lost} when it is touched.
   *
   * @param file taken over: it is closed with the mapping, or at once when mapping fails
   * @param offsetBytes where the part starts, on a page
   * @param synchronous the file is persistent memory, and a write is durable once it has left the
   *     processor's caches (MAP_SYNC); no meaning for a private mapping
   * @throws LinuxException the kernel's reason: {@code EACCES} the file is not open for this,
   *     {@code EINVAL} or {@code EOVERFLOW} a wrong offset, {@code EOPNOTSUPP} not persistent
   *     memory, {@code ENOMEM}, {@code ENODEV} a file without memory. Nothing stays mapped or open
   *     then.
   */
  public static Mapping file(
      MappingSpec spec, FileDescriptor file, long offsetBytes, boolean synchronous)
      throws LinuxException {
    return file(spec, file, offsetBytes, synchronous, policy(spec));
  }

  static Mapping file(
      MappingSpec spec,
      FileDescriptor file,
      long offsetBytes,
      boolean synchronous,
      OvercommitPolicy policy)
      throws LinuxException {
    try (var _ = file.hold()) {
      return PlatformCall.run(
          "backplane-map",
          () -> {
            PageSource source = PageSource.of(file, offsetBytes, synchronous && spec.shared());
            source.checkReservable(spec, policy);
            return guarded(MappedBlock.place(spec, source), spec, Optional.of(file), offsetBytes);
          });
    } catch (LinuxException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  // Every mapping: files are cut, file systems and pools of huge pages run out, and any memory can
  // break.
  private static Mapping guarded(
      MappedBlock block, MappingSpec spec, Optional<FileDescriptor> backing, long offsetBytes)
      throws LinuxException {
    try {
      var losses = new Losses();
      Optional<FaultWatch> watch =
          FaultGuard.watch(block, spec.writable(), offset -> losses.report(new Loss(offset)));
      return new Mapping(block, losses, watch, spec, backing, offsetBytes);
    } catch (LinuxException e) {
      block.unmap();
      throw e;
    }
  }

  // The policy matters, and is worth a look, only to memory without reservation.
  private static OvercommitPolicy policy(MappingSpec spec) {
    return spec.reserve() ? OvercommitPolicy.HEURISTIC : OvercommitPolicy.read();
  }

  /**
   * The whole memory, {@link #sizeBytes()} long, read-only unless {@link #writable()}. It may be
   * kept; after release every access throws.
   */
  public MemorySegment segment() {
    return segment;
  }

  /** What its user calls it; empty until it is given. It lasts as long as the memory. */
  public String label() {
    return label;
  }

  /** Names the memory for those who come later. */
  public void label(String newLabel) {
    label = newLabel;
  }

  /** Size in bytes, whole pages. */
  public long sizeBytes() {
    return block.sizeBytes();
  }

  /** Size of the pages that the memory is made of. */
  public long pageSizeBytes() {
    return block.pageSizeBytes();
  }

  /** Whether it can be written to. */
  public boolean writable() {
    return writable;
  }

  /**
   * The file behind the memory. It is closed with the mapping: {@code dup} what shall live longer.
   */
  public Optional<FileDescriptor> backing() {
    return backing;
  }

  /** Where in the file the memory starts; 0 without a file. */
  public long offsetBytes() {
    return offsetBytes;
  }

  /**
   * Gives the kernel advice about the whole memory.
   *
   * @return false when the kernel does not offer this advice for such memory (EINVAL)
   * @throws LinuxException it offers it but failed, for example {@code ENOMEM}
   */
  public boolean advise(Advice advice) throws LinuxException {
    if (advice == Advice.REMOVE) {
      return kernel("backplane-advise", () -> adviseHeld(advice));
    }
    // The others only note something about the area: a thread of its own would cost far more.
    try (var _ = holds.hold()) {
      return adviseHeld(advice);
    }
  }

  private boolean adviseHeld(Advice advice) throws LinuxException {
    if (block.advise(0, sizeBytes(), advice.number()) == 0) {
      return true;
    }
    if (Errno.EINVAL.is(LibC.errno())) {
      return false;
    }
    throw LibC.failure("madvise", "of " + advice);
  }

  /**
   * Makes the pages of a range present and writable now; their content stays. It takes as long as
   * the host needs to find the memory.
   *
   * @param offsetBytes start, rounded down to a page
   * @param lengthBytes length, rounded up to a page's end; 0 does nothing
   * @throws LinuxException {@code EINVAL} when the kernel is older than 5.14 or the memory is
   *     read-only; {@code ENOMEM}, {@code EFAULT} or {@code EHWPOISON} when the memory is not to be
   *     had. A part may be populated then.
   */
  public void populateWrite(long offsetBytes, long lengthBytes) throws LinuxException {
    Objects.checkFromIndexSize(offsetBytes, lengthBytes, sizeBytes());
    if (lengthBytes == 0) {
      return;
    }
    kernel(
        "backplane-populate",
        () -> {
          if (block.advise(offsetBytes, lengthBytes, LibC.MADV_POPULATE_WRITE) == -1) {
            throw LibC.failure("madvise", "to populate " + lengthBytes + " bytes");
          }
          return true;
        });
  }

  /**
   * Says from which NUMA nodes the pages shall come. Pages that are there already are moved.
   *
   * @throws LinuxException {@code EINVAL} when policy and nodes do not go together or the host has
   *     none of the nodes, {@code EIO} when a page cannot be moved, {@code ENOSYS} when the kernel
   *     knows no nodes
   */
  public void bind(MemoryPolicy policy, BitSet nodes) throws LinuxException {
    var binding = new NumaBinding(policy, nodes);
    kernel(
        "backplane-bind",
        () -> {
          binding.apply(block);
          return true;
        });
  }

  /** What the memory costs the host at this moment. Takes some milliseconds. */
  public MappingUsage usage() throws LinuxException {
    return kernel("backplane-usage", () -> Accounting.of(block));
  }

  /**
   * Whether to punch the content out of the file right before the memory goes, whatever was lost of
   * it. It is for shared writable memory of a file; for other memory nothing happens. What the host
   * refuses is a warning in the log.
   */
  public void discardOnClose(boolean newDiscard) {
    discard = newDiscard;
  }

  /**
   * Asks to hear, once, that the host took memory away, at once when it happened already. The
   * listener runs on a thread of its own. It hears nothing more once the hold or the mapping is
   * closed, and nothing on hosts without a {@link FaultGuard}.
   */
  public Hold onLoss(Consumer<Loss> listener) {
    Hold hold = losses.listen(listener);
    watch.ifPresent(FaultWatch::listen);
    return hold;
  }

  /**
   * Whether a loss is still to be reported to the operator: true for who asks first, who then
   * reports it. It lasts as long as the memory, however often the code that uses it is exchanged.
   */
  public boolean claimLossReport() {
    return lossReported.compareAndSet(false, true);
  }

  /** How much the host took away so far; zeros are in its place. */
  public long lostBytes() {
    return watch.map(FaultWatch::lostBytes).orElse(0L);
  }

  /**
   * Keeps the memory mapped until the hold is closed; an {@link IllegalStateException} when the
   * mapping was closed before.
   */
  public Hold hold() {
    return holds.hold();
  }

  /**
   * Gives the memory up. Without holds nobody can access it when this returns, and the file is
   * closed; the kernel may still be at work on 512 MiB and more. A second close does nothing.
   *
   * @throws IllegalStateException an I/O call that took no {@link #hold()} still works on the
   *     memory. The memory stays mapped; close again when the call has ended.
   */
  @Override
  public void close() {
    holds.close();
  }

  /**
   * The same, and returns when the kernel has taken everything back, so that the mapping is no
   * longer a use of its file either. That takes 0.1 s and more for each GiB.
   *
   * @return false when a hold keeps it mapped, or another thread is about to close it
   * @throws IllegalStateException as for {@link #close}
   */
  public boolean closeAndWait() {
    close();
    unmapping.ifPresent(Unmapping::await);
    return unmapping.isPresent();
  }

  /**
   * Here it ends: first for its users, then for the guard, which must not put a page where others
   * may map next, then for the kernel.
   */
  private void release() {
    ArenaClosing.close(arena);
    watch.ifPresent(FaultWatch::close);
    try {
      discardContent();
      backing.ifPresent(FileDescriptor::close);
      unmapping = Optional.of(Unmapping.start(block));
    } catch (LinuxException e) {
      // The kernel's table of areas is full. Nobody can reach the memory any more; another close
      // may free it.
      throw new IllegalStateException("the mapping could not be given back", e);
    }
  }

  // Before close() returns, or content that a successor writes to the file would be punched out.
  private void discardContent() throws LinuxException {
    if (discard && shared && writable && backing.isPresent()) {
      var content = new FileContent(block, backing.get(), offsetBytes);
      PlatformCall.run("backplane-discard", content::discard);
    }
    discard = false; // once, also if the rest has to be tried again without the file
  }

  private <T> T kernel(String thread, Callable<T> call) throws LinuxException {
    try (var _ = holds.hold()) {
      return PlatformCall.run(thread, call);
    }
  }
}
