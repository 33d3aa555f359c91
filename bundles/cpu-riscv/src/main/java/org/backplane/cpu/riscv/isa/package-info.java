/** The instruction set: one description of every instruction, and the decoder that it drives. */
@NullMarked
package org.backplane.cpu.riscv.isa;

import org.jspecify.annotations.NullMarked;
