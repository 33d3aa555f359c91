/** Guest memory as device models see it: bounds-checked, little-endian. */
@NullMarked
package org.backplane.vm.runtime.memory;

import org.jspecify.annotations.NullMarked;
