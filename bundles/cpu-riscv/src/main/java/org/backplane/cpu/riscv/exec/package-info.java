/** Execution: the interpreter, the pages of decoded code, privilege and interrupts. */
@NullMarked
package org.backplane.cpu.riscv.exec;

import org.jspecify.annotations.NullMarked;
