/** A machine and a debugger that do what a test says. */
@NullMarked
package org.backplane.gdb.fake;

import org.jspecify.annotations.NullMarked;
