/** Tests of the character devices, with real sockets and pipes. */
@NullMarked
package org.backplane.chardev;

import org.jspecify.annotations.NullMarked;
