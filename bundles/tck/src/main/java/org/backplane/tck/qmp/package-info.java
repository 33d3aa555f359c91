/** What a monitor says of itself, read as a client reads it, and held against what it sends. */
@NullMarked
package org.backplane.tck.qmp;

import org.jspecify.annotations.NullMarked;
