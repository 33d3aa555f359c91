/** A line editor for terminals of which nothing is known but that they follow ECMA-48. */
@NullMarked
package org.backplane.monitor.editor;

import org.jspecify.annotations.NullMarked;
