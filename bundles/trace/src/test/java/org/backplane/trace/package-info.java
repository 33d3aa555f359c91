/** Tests of the tracing bundle. */
@NullMarked
package org.backplane.trace;

import org.jspecify.annotations.NullMarked;
