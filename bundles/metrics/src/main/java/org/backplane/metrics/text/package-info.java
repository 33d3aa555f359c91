/** Metrics as text, in the forms that scrapers read. */
@NullMarked
package org.backplane.metrics.text;

import org.jspecify.annotations.NullMarked;
