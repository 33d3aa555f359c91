/** The devices and the memory map of the 'virt' board. */
@NullMarked
package org.backplane.vm.runtime.board;

import org.jspecify.annotations.NullMarked;
