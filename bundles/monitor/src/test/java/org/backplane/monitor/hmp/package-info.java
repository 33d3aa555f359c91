/** Lines and words of the human monitor. */
@NullMarked
package org.backplane.monitor.hmp;

import org.jspecify.annotations.NullMarked;
