/** What requests, answers and events look like, stated once where they are made. */
@NullMarked
package org.backplane.monitor.schema;

import org.jspecify.annotations.NullMarked;
