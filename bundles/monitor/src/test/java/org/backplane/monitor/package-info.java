/** The whole monitor against a scripted world. */
@NullMarked
package org.backplane.monitor;

import org.jspecify.annotations.NullMarked;
