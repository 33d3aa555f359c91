/** Objects defined in the configuration. */
@NullMarked
package org.backplane.core.config;

import org.jspecify.annotations.NullMarked;
