/** Entropy for guests: {@code rng-builtin}, from the random-number generator of this process. */
@NullMarked
package org.backplane.rng;

import org.jspecify.annotations.NullMarked;
