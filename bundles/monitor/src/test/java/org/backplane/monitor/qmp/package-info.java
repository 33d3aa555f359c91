/** The wire protocol under hostile input. */
@NullMarked
package org.backplane.monitor.qmp;

import org.jspecify.annotations.NullMarked;
