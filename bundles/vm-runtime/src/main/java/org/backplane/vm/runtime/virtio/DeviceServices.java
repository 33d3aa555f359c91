package org.backplane.vm.runtime.virtio;

import org.backplane.api.object.ObjectRegistry;
import org.backplane.vm.runtime.device.VirtualClock;

/**
 * What a device model may use.
 *
 * @param registry where its backends are
 * @param clock the machine's time
 */
public record DeviceServices(ObjectRegistry registry, VirtualClock clock) {}
