/** Health checks of objects and the machine, and pages for probes. */
@NullMarked
package org.backplane.health;

import org.jspecify.annotations.NullMarked;
