package org.backplane.cpu.riscv.exec;

import org.backplane.cpu.riscv.isa.Decoder;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;
import org.jspecify.annotations.Nullable;

/** The code pages that a hart has used last; at most {@value #PAGES}, some 40 MiB. */
final class CodeCache {

  private static final int PAGES = 2048;

  private final @Nullable CodePage[] pages = new @Nullable CodePage[PAGES];
  private final byte[] scratch = new byte[CodePage.BYTES];
  private final Decoder decoder = new Decoder();
  private final PhysicalMemory memory;
  private long generation;

  CodeCache(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Makes every page look at memory before it is used again. */
  void invalidate() {
    generation++;
  }

  /** The page of an instruction, as memory was at the last {@link #invalidate} or later. */
  CodePage page(long pc) throws Trap {
    long address = CodePage.addressOf(pc);
    int index = (int) (address / CodePage.BYTES) & (PAGES - 1);
    var page = pages[index];
    if (page != null && page.isAt(address)) {
      if (!page.isOf(generation)) {
        page.refresh(generation, memory, scratch);
      }
      return page;
    }
    requireRam(pc);
    var fresh = new CodePage(address, generation, memory);
    pages[index] = fresh;
    return fresh;
  }

  /**
   * Decodes the instruction at {@code pc} and remembers it, unless it goes on in the next page:
   * that one can change by itself.
   */
  long decode(CodePage page, long pc) throws Trap {
    requireRam(pc);
    int low = page.halfword(pc);
    if (Decoder.isCompressed(low)) {
      return page.remember(pc, decoder.decode(low));
    }
    requireRam(pc + 2);
    if (CodePage.addressOf(pc + 2) == CodePage.addressOf(pc)) {
      return page.remember(pc, decoder.decode(low | page.halfword(pc + 2) << 16));
    }
    return decoder.decode(low | page(pc + 2).halfword(pc + 2) << 16);
  }

  private void requireRam(long pc) throws Trap {
    if (!memory.isRam(pc, 2)) {
      throw new Trap(Cause.FETCH_ACCESS, pc);
    }
  }
}
