/** JSON texts as plain JDK values, read and written by the rules of the QMP wire protocol. */
@Export
@Version("1.0.0")
@NullMarked
package org.backplane.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
