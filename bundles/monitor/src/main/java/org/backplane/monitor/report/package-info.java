/** What monitors report of backends, for QMP and HMP alike. */
@NullMarked
package org.backplane.monitor.report;

import org.jspecify.annotations.NullMarked;
