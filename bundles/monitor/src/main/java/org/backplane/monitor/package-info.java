/** The monitors: QMP for programs and HMP for people, on character devices. */
@NullMarked
package org.backplane.monitor;

import org.jspecify.annotations.NullMarked;
