/** Memory of this host, without a file: {@code memory-backend-ram}. */
@NullMarked
package org.backplane.hostmem.ram;

import org.jspecify.annotations.NullMarked;
