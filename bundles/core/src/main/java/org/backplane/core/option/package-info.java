/** From words and JSON members to checked property values. */
@NullMarked
package org.backplane.core.option;

import org.jspecify.annotations.NullMarked;
