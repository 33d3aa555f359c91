/** The physical address space: RAM and device registers by address. */
@NullMarked
package org.backplane.vm.runtime.bus;

import org.jspecify.annotations.NullMarked;
