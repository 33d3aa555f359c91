/** OpenMetrics over HTTP, JMX and health checks. */
@NullMarked
package org.backplane.metrics;

import org.jspecify.annotations.NullMarked;
