/** The human monitor: line editing, its commands and what they print. */
@NullMarked
package org.backplane.monitor.hmp;

import org.jspecify.annotations.NullMarked;
