/** Virtio: the split virtqueue, the MMIO transport and the devices on it. */
@NullMarked
package org.backplane.vm.runtime.virtio;

import org.jspecify.annotations.NullMarked;
