/** A product of one class that the launcher's tests launch as a bundle. */
@NullMarked
package org.backplane.launcher.product;

import org.jspecify.annotations.NullMarked;
