/** The distribution as it is shipped. */
@NullMarked
package org.backplane.distribution;

import org.jspecify.annotations.NullMarked;
