/** Sessions under slow peers and endings. */
@NullMarked
package org.backplane.monitor.session;

import org.jspecify.annotations.NullMarked;
