/** What firmware offers to supervisor mode, offered by the machine itself. */
@NullMarked
package org.backplane.vm.runtime.sbi;

import org.jspecify.annotations.NullMarked;
