/** Entropy for guests, from this process, from files and devices, and from EGD servers. */
@NullMarked
package org.backplane.rng;

import org.jspecify.annotations.NullMarked;
