package org.backplane.cpu.riscv.mmu;

/**
 * The translations that hold for one privilege: supervisor mode has two contexts, without and with
 * access to the pages of user mode, because kernels change between them often.
 */
final class TranslationContext {

  /** Host address less virtual address. */
  final TranslationTable loads = new TranslationTable();

  /** Host address less virtual address. */
  final TranslationTable stores = new TranslationTable();

  /** Physical address less virtual address. */
  final TranslationTable fetches = new TranslationTable();

  void drop(long address) {
    loads.drop(address);
    stores.drop(address);
    fetches.drop(address);
  }

  void clear() {
    loads.clear();
    stores.clear();
    fetches.clear();
  }
}
