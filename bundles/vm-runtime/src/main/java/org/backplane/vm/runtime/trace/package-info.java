/** What the machine can tell about its work, event by event: one group of trace points an area. */
@NullMarked
package org.backplane.vm.runtime.trace;

import org.jspecify.annotations.NullMarked;
