/** Threads on chosen processors: {@code thread-context}. */
@NullMarked
package org.backplane.threadcontext;

import org.jspecify.annotations.NullMarked;
