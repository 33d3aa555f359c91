package org.backplane.cli;

/**
 * An option as somebody gave it.
 *
 * @param option which
 * @param value its value; empty when it takes none
 */
record Given(Option option, String value) {}
