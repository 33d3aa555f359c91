/** Secrets, TLS credentials and authorization. */
@NullMarked
package org.backplane.security;

import org.jspecify.annotations.NullMarked;
