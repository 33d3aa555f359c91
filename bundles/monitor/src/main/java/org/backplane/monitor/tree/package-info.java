/** The object tree with its paths, and the tree of types. */
@NullMarked
package org.backplane.monitor.tree;

import org.jspecify.annotations.NullMarked;
