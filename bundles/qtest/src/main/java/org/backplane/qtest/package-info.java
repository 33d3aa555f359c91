/** The protocol of register-level test programs. */
@NullMarked
package org.backplane.qtest;

import org.jspecify.annotations.NullMarked;
