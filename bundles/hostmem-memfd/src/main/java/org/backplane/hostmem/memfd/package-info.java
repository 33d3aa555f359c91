/** Shareable, sealed memory without a name in any file system: {@code memory-backend-memfd}. */
@NullMarked
package org.backplane.hostmem.memfd;

import org.jspecify.annotations.NullMarked;
