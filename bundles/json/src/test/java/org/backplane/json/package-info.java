/** Tests of the JSON rules. */
@NullMarked
package org.backplane.json;

import org.jspecify.annotations.NullMarked;
