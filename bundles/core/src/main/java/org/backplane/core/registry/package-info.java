/** Definitions, their objects and leases, and the factories that serve them. */
@NullMarked
package org.backplane.core.registry;

import org.jspecify.annotations.NullMarked;
