package org.backplane.gdb;

import java.util.Optional;
import org.backplane.api.monitor.HumanMonitor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the server of the monitor while there is one. A component of its own, since the monitor
 * refers to the server.
 */
@Component(service = {})
public final class MonitorLink {

  private final GdbServer server;

  @Activate
  public MonitorLink(@Reference GdbServer server, @Reference HumanMonitor monitor) {
    this.server = server;
    server.monitor(Optional.of(monitor));
  }

  @Deactivate
  void close() {
    server.monitor(Optional.empty());
  }
}
