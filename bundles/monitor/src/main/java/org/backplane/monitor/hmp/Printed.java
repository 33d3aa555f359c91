package org.backplane.monitor.hmp;

import java.util.Optional;

/**
 * What a line printed.
 *
 * @param text lines that end with carriage return and line feed; empty for a silent command
 * @param failed whether the line was no command, or one that ended with an error
 * @param afterwards what is to be done once that has been delivered
 */
public record Printed(String text, boolean failed, Optional<Runnable> afterwards) {}
