/** Pages over HTTP, on the JDK's own server. */
@NullMarked
package org.backplane.metrics.http;

import org.jspecify.annotations.NullMarked;
