/** The commands of QMP: how they are described, checked and looked up, and what they do. */
@NullMarked
package org.backplane.monitor.command;

import org.jspecify.annotations.NullMarked;
