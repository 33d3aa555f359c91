/** Tests of {@code memory-backend-file}. */
@NullMarked
package org.backplane.hostmem.file;

import org.jspecify.annotations.NullMarked;
