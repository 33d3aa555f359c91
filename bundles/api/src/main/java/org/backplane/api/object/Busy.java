package org.backplane.api.object;

import java.time.Duration;

/**
 * An object whose backend has been called and has not answered yet.
 *
 * @param path where it stands
 * @param typeName its type
 * @param elapsed for how long
 */
public record Busy(ObjectPath path, String typeName, Duration elapsed) {}
