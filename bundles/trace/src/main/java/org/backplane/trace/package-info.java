/** Trace events as text and as Flight Recorder events. */
@NullMarked
package org.backplane.trace;

import org.jspecify.annotations.NullMarked;
