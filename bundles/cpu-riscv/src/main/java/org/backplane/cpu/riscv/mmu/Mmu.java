package org.backplane.cpu.riscv.mmu;

import java.util.OptionalLong;
import org.backplane.cpu.riscv.csr.CsrFile;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.memory.RamMap;
import org.backplane.cpu.riscv.mmu.PageWalk.Rights;
import org.backplane.cpu.riscv.trap.Access;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Translates virtual addresses and keeps the results, in one {@link TranslationContext} for each
 * privilege. Whoever changes the privilege or a register that {@linkplain
 * CsrFile#affectsTranslation affects translation} calls {@link #configure}. One hart's thread.
 *
 * <p>Address space identifiers are kept in {@code satp} but not told apart here: another address
 * space empties the tables, global pages included.
 */
public final class Mmu {

  private static final int BARE = 0;
  private static final int MODE_SHIFT = 60;

  private final CsrFile csrs;
  private final PhysicalMemory memory;
  private final PageWalk walk;
  private final SuperpageFilter superpages = new SuperpageFilter();
  private final TranslationContext user = new TranslationContext();
  private final TranslationContext supervisor = new TranslationContext();
  private final TranslationContext supervisorWithUser = new TranslationContext();
  private final TranslationContext machine = new TranslationContext();

  private long satp;
  private long pmpGeneration = -1;
  private boolean mxr;
  private Rights dataRights = new Rights(Privilege.MACHINE, false, false);
  private Rights fetchRights = dataRights;
  private TranslationContext data = machine;
  private TranslationContext fetch = machine;

  public Mmu(CsrFile csrs, PhysicalMemory memory) {
    this.csrs = csrs;
    this.memory = memory;
    this.walk = new PageWalk(csrs, memory);
  }

  /**
   * Takes up privilege and registers.
   *
   * @return whether code may be found elsewhere than before
   */
  boolean configure(Privilege privilege) {
    boolean moved = flushIfStale();
    var dataPrivilege = csrs.dataPrivilege(privilege);
    boolean sum = csrs.isUserMemoryOpen();
    if (dataPrivilege != dataRights.privilege()
        || sum != dataRights.sum()
        || mxr != dataRights.mxr()) {
      dataRights = new Rights(dataPrivilege, sum, mxr);
      data = context(dataPrivilege, sum);
    }
    if (privilege != fetchRights.privilege()) {
      fetchRights = new Rights(privilege, false, false);
      fetch = context(privilege, false);
      moved = true;
    }
    return moved;
  }

  private boolean flushIfStale() {
    boolean stale =
        satp != csrs.satp()
            || mxr != csrs.isExecutableReadable()
            || pmpGeneration != csrs.pmp().generation();
    if (stale) {
      satp = csrs.satp();
      mxr = csrs.isExecutableReadable();
      pmpGeneration = csrs.pmp().generation();
      flush();
    }
    return stale;
  }

  private TranslationContext context(Privilege privilege, boolean sum) {
    return switch (privilege) {
      case USER -> user;
      case SUPERVISOR -> sum ? supervisorWithUser : supervisor;
      case MACHINE -> machine;
    };
  }

  /** Where loads and stores are translated now. */
  TranslationContext data() {
    return data;
  }

  /** Forgets all translations. */
  void flush() {
    superpages.clear();
    user.clear();
    supervisor.clear();
    supervisorWithUser.clear();
    machine.clear();
  }

  /** Forgets what is known of one address. */
  void flush(long address) {
    if (superpages.mayHold(address)) {
      flush();
    } else {
      user.drop(address);
      supervisor.drop(address);
      supervisorWithUser.drop(address);
    }
  }

  /** Whether code may be executed in one part of a page and not in another. */
  boolean isFetchDivided(long physical) {
    var pmp = csrs.pmp();
    return pmp.dividesPages() && !pmp.isUniform(physical & TranslationTable.PAGE_MASK);
  }

  /** The physical address of code. */
  long fetchAddress(long address) throws Trap {
    var table = fetch.fetches;
    if (table.holds(address)) {
      return address + table.delta(address);
    }
    long physical = physical(address, Access.FETCH, fetchRights);
    requirePermission(physical, 2, address, Access.FETCH, fetchRights);
    if (csrs.pmp().isUniform(physical & TranslationTable.PAGE_MASK)) {
      table.put(address, physical - address);
    }
    return physical;
  }

  /**
   * The physical address of a load or store that does not cross a page, checked; the page enters
   * the tables when it is RAM.
   */
  long dataAddress(long address, int widthBytes, Access access) throws Trap {
    long physical = physical(address, access, dataRights);
    requirePermission(physical, widthBytes, address, access, dataRights);
    boolean store = access == Access.STORE;
    long host = memory.hostPage(physical, store);
    if (host != RamMap.NOWHERE && csrs.pmp().isUniform(physical & TranslationTable.PAGE_MASK)) {
      var table = store ? data.stores : data.loads;
      table.put(address, host - (address & TranslationTable.PAGE_MASK));
    }
    return physical;
  }

  private long physical(long address, Access access, Rights rights) throws Trap {
    if (!translates(rights)) {
      return address;
    }
    long physical = walk.translate(address, access, rights);
    if (walk.leafLevel() > 0) {
      superpages.add(address, walk.leafLevel());
    }
    return physical;
  }

  private boolean translates(Rights rights) {
    return rights.privilege() != Privilege.MACHINE && satp >>> MODE_SHIFT != BARE;
  }

  private void requirePermission(
      long physical, int widthBytes, long address, Access access, Rights rights) throws Trap {
    if (!csrs.pmp().allows(physical, widthBytes, access, rights.privilege())) {
      throw new Trap(access.accessFault(), address);
    }
  }

  /** Where a load would go, without any effect on the guest. */
  public OptionalLong peek(long address) {
    try {
      long physical =
          translates(dataRights) ? walk.peek(address, Access.LOAD, dataRights) : address;
      requirePermission(physical, 1, address, Access.LOAD, dataRights);
      return OptionalLong.of(physical);
    } catch (Trap _) {
      return OptionalLong.empty();
    }
  }
}
