package org.backplane.chardev;

/**
 * What kind of device stands on descriptors.
 *
 * @param name what {@code query-chardev} shows
 * @param endsWithInput whether the end of the input is the end of the stream
 */
record DescriptorKind(String name, boolean endsWithInput) {}
