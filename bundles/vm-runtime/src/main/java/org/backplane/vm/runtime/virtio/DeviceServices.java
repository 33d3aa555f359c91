package org.backplane.vm.runtime.virtio;

import org.backplane.api.object.ObjectRegistry;
import org.backplane.vm.runtime.device.VirtualClock;
import org.backplane.vm.runtime.trace.Traces;

/**
 * What a device model may use.
 *
 * @param registry where its backends are
 * @param clock the machine's time
 * @param traces where they tell what they do
 */
public record DeviceServices(ObjectRegistry registry, VirtualClock clock, Traces traces) {}
