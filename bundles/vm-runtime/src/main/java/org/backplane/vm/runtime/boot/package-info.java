/** Loading kernels and firmware, and describing the board to them. */
@NullMarked
package org.backplane.vm.runtime.boot;

import org.jspecify.annotations.NullMarked;
