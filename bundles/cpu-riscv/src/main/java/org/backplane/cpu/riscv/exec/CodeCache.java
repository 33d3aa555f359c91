package org.backplane.cpu.riscv.exec;

import java.util.Arrays;
import java.util.Set;
import org.backplane.cpu.riscv.isa.Decoder;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.mmu.VirtualMemory;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * The code pages that a hart has used last, by physical address, so that address spaces share them;
 * at most {@value #PAGES}, some 80 MiB.
 */
final class CodeCache {

  private static final int PAGES = 4096;

  private final @Nullable CodePage[] pages = new @Nullable CodePage[PAGES];
  private final byte[] scratch = new byte[CodePage.BYTES];
  private final Decoder decoder = new Decoder();
  private final VirtualMemory virtual;
  private final PhysicalMemory physical;
  private Set<Long> breakpoints = Set.of();
  private long generation;

  /** The page last entered of those that may be executed in part only; nothing stays decoded. */
  private @Nullable CodePage divided;

  CodeCache(VirtualMemory virtual, PhysicalMemory physical) {
    this.virtual = virtual;
    this.physical = physical;
  }

  /** Makes every page look at memory before it is used again. */
  void invalidate() {
    generation++;
  }

  /** Sets the virtual addresses that {@link #decode} refuses. */
  void breakpoints(Set<Long> addresses) {
    if (!breakpoints.equals(addresses)) {
      breakpoints = addresses;
      Arrays.fill(pages, null); // what is decoded is not asked for again
    }
  }

  /** The page of an instruction, as memory was at the last {@link #invalidate} or later. */
  CodePage page(long pc) throws Trap {
    long at = virtual.fetchAddress(pc);
    if (virtual.isFetchDivided(at)) {
      divided = current(divided, at, pc);
      return divided;
    }
    int index = (int) (at / CodePage.BYTES) & (PAGES - 1);
    var kept = pages[index];
    var page = current(kept, at, pc);
    if (page != kept) {
      pages[index] = page;
    }
    return page;
  }

  /** What is kept if it is the page of an address, else a new one. */
  private CodePage current(@Nullable CodePage kept, long at, long pc) throws Trap {
    long address = CodePage.addressOf(at);
    if (kept != null && kept.isAt(address)) {
      if (!kept.isOf(generation)) {
        kept.refresh(generation, physical, scratch);
      }
      return kept;
    }
    requireRam(at, pc);
    return new CodePage(address, virtual.isFetchDivided(at), generation, physical);
  }

  /**
   * Decodes the instruction at {@code pc} and remembers it, unless it goes on in the next page,
   * which can change by itself, a breakpoint is on that place of another page, or a part of this
   * page is not to be executed.
   *
   * @throws BreakpointReached there is a breakpoint
   */
  long decode(CodePage page, long pc) throws Trap, BreakpointReached {
    if (breakpoints.contains(pc)) {
      throw new BreakpointReached();
    }
    int low = halfword(page, pc);
    if (Decoder.isCompressed(low)) {
      return keep(page, pc, decoder.decode(low));
    }
    long next = pc + 2;
    if (CodePage.addressOf(next) == CodePage.addressOf(pc)) {
      return keep(page, pc, decoder.decode(low | halfword(page, next) << 16));
    }
    return decoder.decode(low | halfword(page(next), next) << 16);
  }

  private long keep(CodePage page, long pc, long operation) {
    boolean shared = !breakpoints.isEmpty() && isBreakpointOfAnyPage(pc);
    return shared ? operation : page.remember(pc, operation);
  }

  private boolean isBreakpointOfAnyPage(long pc) {
    return breakpoints.stream().anyMatch(at -> CodePage.slot(at) == CodePage.slot(pc));
  }

  private int halfword(CodePage page, long pc) throws Trap {
    if (page.isDivided()) {
      virtual.fetchAddress(pc); // each halfword needs its permission
    }
    requireRam(page.address() + (pc & (CodePage.BYTES - 1)), pc);
    return page.halfword(pc);
  }

  private void requireRam(long at, long pc) throws Trap {
    if (!physical.isRam(at, 2)) {
      throw new Trap(Cause.FETCH_ACCESS, pc);
    }
  }
}
