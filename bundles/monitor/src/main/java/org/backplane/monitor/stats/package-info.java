/** What is measured, as monitors tell it: statistics by target and provider. */
@NullMarked
package org.backplane.monitor.stats;

import org.jspecify.annotations.NullMarked;
