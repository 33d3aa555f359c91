package org.backplane.chardev;

import java.io.IOException;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.backplane.linux.Poller;
import org.osgi.service.component.annotations.Component;

/** Offers {@code socket}. */
@Component(service = {BackendFactory.class, TraceGroup.class})
public final class SocketChardevFactory extends ChardevFactory implements TraceGroup {

  private final SocketTrace trace = new SocketTrace();

  public SocketChardevFactory() {
    super(SocketType.TYPE);
  }

  @Override
  public List<TracePoint> points() {
    return trace.points();
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    SocketOptions options = SocketOptions.of(creation);
    Poller ready = poller(creation.subject());
    boolean made = false;
    try {
      SocketChardev device = new SocketAssembly(creation, options, ready, trace).assemble();
      made = true;
      return device;
    } finally {
      if (!made) {
        ready.close();
      }
    }
  }

  private static Poller poller(String subject) throws HostException {
    try {
      return new Poller();
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "cannot wait for peers", e);
    }
  }
}
