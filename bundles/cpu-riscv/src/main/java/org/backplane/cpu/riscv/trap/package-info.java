/** Synchronous exceptions and their causes. */
@NullMarked
package org.backplane.cpu.riscv.trap;

import org.jspecify.annotations.NullMarked;
