/** A CPU provider for 64-bit RISC-V machines: the service and its harts. */
@NullMarked
package org.backplane.cpu.riscv;

import org.jspecify.annotations.NullMarked;
