/** Physical memory as loads, stores and atomic operations see it. */
@NullMarked
package org.backplane.cpu.riscv.memory;

import org.jspecify.annotations.NullMarked;
