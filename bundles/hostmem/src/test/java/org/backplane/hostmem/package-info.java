/** Tests of what all memory backends share. */
@NullMarked
package org.backplane.hostmem;

import org.jspecify.annotations.NullMarked;
