/** What the server works with, made for tests. */
@NullMarked
package org.backplane.qtest.fake;

import org.jspecify.annotations.NullMarked;
