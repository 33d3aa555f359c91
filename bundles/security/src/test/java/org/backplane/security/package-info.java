@NullMarked
package org.backplane.security;

import org.jspecify.annotations.NullMarked;
