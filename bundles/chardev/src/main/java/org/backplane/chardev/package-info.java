/** Character devices: byte streams to sockets, terminals, files, pipes, memory and nowhere. */
@NullMarked
package org.backplane.chardev;

import org.jspecify.annotations.NullMarked;
