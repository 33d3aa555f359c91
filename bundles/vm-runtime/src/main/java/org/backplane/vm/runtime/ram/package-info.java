/** What a machine's RAM and memory devices are made of: leased memory backends and their places. */
@NullMarked
package org.backplane.vm.runtime.ram;

import org.jspecify.annotations.NullMarked;
