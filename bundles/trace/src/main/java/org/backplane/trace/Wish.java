package org.backplane.trace;

/** That events of a name are told, or not. */
record Wish(NamePattern pattern, boolean enabled) {}
