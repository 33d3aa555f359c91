/** What a device on the board is, and what it gets from its machine. */
@NullMarked
package org.backplane.vm.runtime.device;

import org.jspecify.annotations.NullMarked;
