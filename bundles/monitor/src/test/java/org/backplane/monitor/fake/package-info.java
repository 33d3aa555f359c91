/** A world without core: registry, parser, machine and peers that do as a test says. */
@NullMarked
package org.backplane.monitor.fake;

import org.jspecify.annotations.NullMarked;
