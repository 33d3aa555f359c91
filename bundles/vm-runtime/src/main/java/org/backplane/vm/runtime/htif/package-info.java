/** The host-target interface: how test programs talk to whoever runs them. */
@NullMarked
package org.backplane.vm.runtime.htif;

import org.jspecify.annotations.NullMarked;
