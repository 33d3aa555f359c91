/** Tests of the package of the same name. */
@NullMarked
package org.backplane.cpu.riscv.memory;

import org.jspecify.annotations.NullMarked;
