/** The machine under a monitor's control, whether it is there yet or not. */
@NullMarked
package org.backplane.monitor.control;

import org.jspecify.annotations.NullMarked;
