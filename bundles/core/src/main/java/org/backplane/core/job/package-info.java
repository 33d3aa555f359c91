/** The board on which long work is shown. */
@NullMarked
package org.backplane.core.job;

import org.jspecify.annotations.NullMarked;
