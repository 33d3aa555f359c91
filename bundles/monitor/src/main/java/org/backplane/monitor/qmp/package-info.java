/** The QMP wire protocol: greeting, negotiation, requests, replies and events. */
@NullMarked
package org.backplane.monitor.qmp;

import org.jspecify.annotations.NullMarked;
