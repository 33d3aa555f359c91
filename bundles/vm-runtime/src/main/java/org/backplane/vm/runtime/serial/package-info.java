/** Byte streams between a guest's serial devices and character devices of the host. */
@NullMarked
package org.backplane.vm.runtime.serial;

import org.jspecify.annotations.NullMarked;
