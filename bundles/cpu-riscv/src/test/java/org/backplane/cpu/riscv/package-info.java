/** Tests of the CPU: a small assembler, a board, and what the instructions do. */
@NullMarked
package org.backplane.cpu.riscv;

import org.jspecify.annotations.NullMarked;
