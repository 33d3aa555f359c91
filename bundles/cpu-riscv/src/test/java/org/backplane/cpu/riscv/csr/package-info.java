/** Tests of the control and status registers. */
@NullMarked
package org.backplane.cpu.riscv.csr;

import org.jspecify.annotations.NullMarked;
