/** The command line: from its words to a running host, and back to a process status. */
@NullMarked
package org.backplane.cli;

import org.jspecify.annotations.NullMarked;
