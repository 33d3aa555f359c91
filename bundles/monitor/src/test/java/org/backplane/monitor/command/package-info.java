/** Tests of how arguments are read. */
@NullMarked
package org.backplane.monitor.command;

import org.jspecify.annotations.NullMarked;
