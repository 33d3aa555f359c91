/** Starts the framework and its bundles in one process, and ends them in order. */
@NullMarked
package org.backplane.launcher;

import org.jspecify.annotations.NullMarked;
