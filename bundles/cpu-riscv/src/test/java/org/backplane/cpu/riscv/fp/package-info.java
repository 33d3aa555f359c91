/** Tests of the package of the same name. */
@NullMarked
package org.backplane.cpu.riscv.fp;

import org.jspecify.annotations.NullMarked;
