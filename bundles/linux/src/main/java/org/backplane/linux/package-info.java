/** The host's system calls with types: descriptors, memory mappings, event counters and waiting. */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
