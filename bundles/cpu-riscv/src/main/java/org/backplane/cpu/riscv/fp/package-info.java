/** Binary floating-point arithmetic exactly as IEEE 754 and RISC-V's F and D define it. */
@NullMarked
package org.backplane.cpu.riscv.fp;

import org.jspecify.annotations.NullMarked;
