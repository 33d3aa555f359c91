/** One peer of a monitor: requests in order, output with deadlines, across code exchanges. */
@NullMarked
package org.backplane.monitor.session;

import org.jspecify.annotations.NullMarked;
