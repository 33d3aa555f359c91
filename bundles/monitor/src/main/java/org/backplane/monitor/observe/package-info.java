/** How monitors themselves are watched: what they count, and what they can tell event by event. */
@NullMarked
package org.backplane.monitor.observe;

import org.jspecify.annotations.NullMarked;
