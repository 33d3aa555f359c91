package org.backplane.chardev;

import org.backplane.linux.KeptNumber;

/**
 * A peer that is there as long as its device.
 *
 * @param subject the device, for messages
 * @param name what {@code query-chardev} shows
 * @param stream the way to it
 * @param inputCame run before each delivery
 * @param traffic what is measured
 * @param conversations the number of the present one; belongs to the definition
 */
record SteadyPeer(
    String subject,
    String name,
    DescriptorStream stream,
    Runnable inputCame,
    Traffic traffic,
    KeptNumber conversations) {}
