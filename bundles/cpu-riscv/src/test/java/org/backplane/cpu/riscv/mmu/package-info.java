/** Tests of virtual memory. */
@NullMarked
package org.backplane.cpu.riscv.mmu;

import org.jspecify.annotations.NullMarked;
