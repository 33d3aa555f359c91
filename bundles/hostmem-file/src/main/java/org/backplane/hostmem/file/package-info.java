/** Memory whose content is a file or device of the host: {@code memory-backend-file}. */
@NullMarked
package org.backplane.hostmem.file;

import org.jspecify.annotations.NullMarked;
