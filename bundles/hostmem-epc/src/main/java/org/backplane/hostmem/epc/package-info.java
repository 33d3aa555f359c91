/** Enclave pages of a processor with SGX, for a guest's enclaves: {@code memory-backend-epc}. */
@NullMarked
package org.backplane.hostmem.epc;

import org.jspecify.annotations.NullMarked;
