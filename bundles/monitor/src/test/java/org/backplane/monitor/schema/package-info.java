/** Tests of shapes and schemas. */
@NullMarked
package org.backplane.monitor.schema;

import org.jspecify.annotations.NullMarked;
