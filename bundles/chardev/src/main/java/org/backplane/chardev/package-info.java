/** Character devices: byte streams to sockets, to standard input and output, and to nowhere. */
@NullMarked
package org.backplane.chardev;

import org.jspecify.annotations.NullMarked;
