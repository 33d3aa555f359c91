/** What every backend of a family must do, as tests to extend, and a stand-in for the registry. */
@NullMarked
package org.backplane.tck;

import org.jspecify.annotations.NullMarked;
