/** Virtual memory: page tables, translation tables, loads and stores at virtual addresses. */
@NullMarked
package org.backplane.cpu.riscv.mmu;

import org.jspecify.annotations.NullMarked;
