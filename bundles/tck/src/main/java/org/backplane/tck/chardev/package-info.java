/** A character device and its peers that do what a test says, for the tests of faces on devices. */
@NullMarked
package org.backplane.tck.chardev;

import org.jspecify.annotations.NullMarked;
