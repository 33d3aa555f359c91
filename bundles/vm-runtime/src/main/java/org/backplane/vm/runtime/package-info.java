/** The machine: built on leased backends, run, paused, reset and ended. */
@NullMarked
package org.backplane.vm.runtime;

import org.jspecify.annotations.NullMarked;
