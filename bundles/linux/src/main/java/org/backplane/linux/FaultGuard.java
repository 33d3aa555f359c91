package org.backplane.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Keeps the process alive when mapped memory is taken away: a file cut by somebody else, a full
 * tmpfs, huge pages that are not there, broken memory. The kernel answers an access with SIGBUS,
 * which the JVM survives in some places and not in others. The guard puts a handler before the
 * JVM's, which replaces the missing page of a watched mapping by a page of zeros and lets the
 * access go on. What happens elsewhere in the process stays the JVM's business.
 *
 * <p>It needs Linux on x86-64. Elsewhere nothing is installed and the JVM's handler stays alone.
 */
public final class FaultGuard {
  private static final String MAX_AREAS = "/proc/sys/vm/max_map_count";
  private static final long USUAL_MAX_AREAS = 65530;

  private final FaultTable table;
  private final FaultListeners listeners;

  private FaultGuard(FaultTable table) {
    this.table = table;
    this.listeners = new FaultListeners(table);
  }

  /**
   * What there is once per process by its nature: the handler of a signal. It is put in place by
   * the first watched mapping and stays: its code and its table are never unmapped, because the
   * kernel may be about to enter them at any moment and a later handler may call this one. When the
   * bundle's code is loaded once more, the new handler stands before the old one.
   */
  private static final class Installed {
    static final Optional<FaultGuard> GUARD;
    static final String REASON;

    static {
      Optional<FaultGuard> guard = Optional.empty();
      String reason = unsupported();
      if (reason.isEmpty()) {
        try {
          guard = Optional.of(install());
        } catch (LinuxException e) {
          reason = "the handler could not be installed: " + e.getMessage();
        }
      }
      GUARD = guard;
      REASON = reason;
    }
  }

  /** Whether mappings of this process are guarded. The first call installs the guard. */
  public static boolean available() {
    return Installed.GUARD.isPresent();
  }

  /** Why there is no guard, in a few words; empty when there is one. */
  public static Optional<String> missingBecause() {
    return available() ? Optional.empty() : Optional.of(Installed.REASON);
  }

  /**
   * Watches mapped memory. What the kernel maps at once is lost at once: a huge page as a whole.
   *
   * @param writable what the replaced pages allow
   * @param onLoss takes the offset of the first access that failed; must return soon, see {@link
   *     FaultWatch#listen()}
   * @return empty when this host has no guard
   * @throws LinuxException ENOMEM: no room for one more among {@value FaultTable#CAPACITY}
   */
  static Optional<FaultWatch> watch(MappedBlock block, boolean writable, LongConsumer onLoss)
      throws LinuxException {
    if (Installed.GUARD.isEmpty()) {
      return Optional.empty();
    }
    FaultGuard guard = Installed.GUARD.get();
    int protection = writable ? LibC.PROT_READ_WRITE : LibC.PROT_READ;
    long start = block.address();
    long size = block.sizeBytes();
    FaultTable.Slot slot = guard.table.add(start, size, block.pageSizeBytes(), protection);
    return Optional.of(new FaultWatch(guard.table, guard.listeners, slot, start, size, onLoss));
  }

  /** The table, for tests. */
  static FaultTable table() {
    return Installed.GUARD.orElseThrow().table;
  }

  private static String unsupported() {
    String system = System.getProperty("os.name", "");
    String processor = System.getProperty("os.arch", "");
    if (system.equals("Linux") && processor.equals("amd64")) {
      return "";
    }
    return "made for Linux on x86-64, this is " + system + " on " + processor;
  }

  private static FaultGuard install() throws LinuxException {
    int size = FaultHandlerCode.TABLE + FaultTable.BYTES;
    int flags = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE;
    long code = LibC.mmap(0, size, LibC.PROT_READ_WRITE, flags, -1, 0);
    if (code == LibC.MAP_FAILED) {
      throw LibC.failure("mmap", "of the fault handler");
    }
    try {
      writeCode(code);
      // A lost page amid others takes two areas more: at most half of them all.
      var table = new FaultTable(code + FaultHandlerCode.TABLE, maxAreas() / 4);
      FaultSignal previous = FaultSignal.current();
      table.setPrevious(target(previous, code));
      FaultSignal replaced = previous.replaceBy(code + FaultHandlerCode.ENTRY);
      table.setPrevious(target(replaced, code)); // another one if somebody came in between
      return new FaultGuard(table);
    } catch (LinuxException e) {
      LibC.munmap(code, size);
      throw e;
    }
  }

  /** The code's page is never writable and executable at the same time. */
  private static void writeCode(long address) throws LinuxException {
    // SAFETY: mapped for at least this size.
    MemorySegment page = MemorySegment.ofAddress(address).reinterpret(FaultHandlerCode.TABLE);
    page.copyFrom(MemorySegment.ofArray(FaultHandlerCode.bytes()));
    int protection = LibC.PROT_READ_EXECUTE;
    if (LibC.mprotect(address, FaultHandlerCode.TABLE, protection) == -1) {
      throw LibC.failure("mprotect", "of the fault handler");
    }
  }

  /** Where a fault that is not ours goes on. */
  private static long target(FaultSignal previous, long code) {
    if (previous.handler() == FaultSignal.DEFAULT) {
      return code + FaultHandlerCode.DEFAULT;
    }
    if (previous.handler() == FaultSignal.IGNORE) {
      return code + FaultHandlerCode.IGNORED;
    }
    return previous.handler();
  }

  private static long maxAreas() {
    // The kernel gives such a file's text to the first read only, and Files.readString reads one
    // byte first.
    try (var text = new FileInputStream(MAX_AREAS)) {
      return Long.parseLong(new String(text.readAllBytes(), StandardCharsets.US_ASCII).strip());
    } catch (IOException | NumberFormatException _) {
      return USUAL_MAX_AREAS;
    }
  }
}
