/** The control and status registers: one description of each, and the file of their values. */
@NullMarked
package org.backplane.cpu.riscv.csr;

import org.jspecify.annotations.NullMarked;
