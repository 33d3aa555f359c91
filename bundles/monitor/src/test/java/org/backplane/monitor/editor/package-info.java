/** Tests of the line editor. */
@NullMarked
package org.backplane.monitor.editor;

import org.jspecify.annotations.NullMarked;
