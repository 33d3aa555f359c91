package org.backplane.monitor.session;

import java.time.Instant;
import java.util.Map;

/**
 * Something that monitors tell their peers unasked.
 *
 * @param name such as {@code RESET}
 * @param data its members; empty when there is nothing more to tell
 * @param at when it happened
 */
public record Event(String name, Map<String, Object> data, Instant at) {}
