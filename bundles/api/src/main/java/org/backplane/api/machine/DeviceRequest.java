package org.backplane.api.machine;

import org.backplane.api.option.Options;

/**
 * A device that the machine shall have.
 *
 * @param driver its type, such as {@code virtio-rng-device}
 * @param id its id; empty for a device without one
 * @param options its properties as written, without driver and id
 */
public record DeviceRequest(String driver, String id, Options options) {}
