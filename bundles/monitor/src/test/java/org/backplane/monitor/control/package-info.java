/** Tests of what stands between the commands and the machine. */
@NullMarked
package org.backplane.monitor.control;

import org.jspecify.annotations.NullMarked;
