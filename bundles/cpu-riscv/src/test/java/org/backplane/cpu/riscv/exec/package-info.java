/** Tests of the package of the same name. */
@NullMarked
package org.backplane.cpu.riscv.exec;

import org.jspecify.annotations.NullMarked;
