/** Tests of the entropy backends. */
@NullMarked
package org.backplane.rng;

import org.jspecify.annotations.NullMarked;
