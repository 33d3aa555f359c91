/** Tests of the package of the same name. */
@NullMarked
package org.backplane.cpu.riscv.isa;

import org.jspecify.annotations.NullMarked;
