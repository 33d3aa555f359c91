/**
 * The instruction set: one description of every instruction, the decoder and the disassembler that
 * it drives.
 */
@NullMarked
package org.backplane.cpu.riscv.isa;

import org.jspecify.annotations.NullMarked;
