package org.backplane.monitor.tree;

/**
 * A line of {@code qom-list}.
 *
 * @param name the property's name
 * @param type such as {@code string}, {@code child<container>} or {@code link<rng-backend>}
 */
public record QomProperty(String name, String type) {}
