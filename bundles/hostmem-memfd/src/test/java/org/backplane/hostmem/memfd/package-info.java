/** Tests of {@code memory-backend-memfd}. */
@NullMarked
package org.backplane.hostmem.memfd;

import org.jspecify.annotations.NullMarked;
