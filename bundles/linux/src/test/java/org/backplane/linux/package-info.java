/** Tests against the running kernel. */
@NullMarked
package org.backplane.linux;

import org.jspecify.annotations.NullMarked;
