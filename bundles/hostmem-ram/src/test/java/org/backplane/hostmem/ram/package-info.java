/** Tests of {@code memory-backend-ram}. */
@NullMarked
package org.backplane.hostmem.ram;

import org.jspecify.annotations.NullMarked;
