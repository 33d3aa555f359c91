/** A bench and a test program that do what a test says. */
@NullMarked
package org.backplane.qtest.fake;

import org.jspecify.annotations.NullMarked;
