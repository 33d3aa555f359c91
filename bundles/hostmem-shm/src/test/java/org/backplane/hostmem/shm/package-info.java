/** Tests of {@code memory-backend-shm}. */
@NullMarked
package org.backplane.hostmem.shm;

import org.jspecify.annotations.NullMarked;
