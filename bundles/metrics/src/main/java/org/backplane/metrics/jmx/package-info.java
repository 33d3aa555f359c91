/** Metrics as management beans. */
@NullMarked
package org.backplane.metrics.jmx;

import org.jspecify.annotations.NullMarked;
