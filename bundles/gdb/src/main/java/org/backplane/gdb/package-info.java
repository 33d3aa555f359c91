/** The remote protocol of GDB, on any character device. */
@NullMarked
package org.backplane.gdb;

import org.jspecify.annotations.NullMarked;
