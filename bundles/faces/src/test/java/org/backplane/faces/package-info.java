/** Faces against devices and peers that do what a test says. */
@NullMarked
package org.backplane.faces;

import org.jspecify.annotations.NullMarked;
