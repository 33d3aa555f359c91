/** Tests of {@code memory-backend-epc}. */
@NullMarked
package org.backplane.hostmem.epc;

import org.jspecify.annotations.NullMarked;
