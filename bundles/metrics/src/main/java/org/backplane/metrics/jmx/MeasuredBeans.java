package org.backplane.metrics.jmx;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.backplane.api.metric.Measured;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One management bean for each thing that is measured, for as long as it is: {@code
 * org.backplane:type=object,path="/objects/rng0",kind=rng-random}.
 */
@Component(
    service = {},
    immediate = true)
public final class MeasuredBeans {

  private static final Logger LOG = LoggerFactory.getLogger(MeasuredBeans.class);
  private static final String DOMAIN = "org.backplane";

  private final MBeanServer server;
  private final Map<Measured, ObjectName> registered = new HashMap<>();
  private boolean closed;

  @Activate
  public MeasuredBeans() {
    this(ManagementFactory.getPlatformMBeanServer());
  }

  MeasuredBeans(MBeanServer server) {
    this.server = server;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  synchronized void bindMeasured(Measured came) {
    if (closed) {
      return; // what is there when a bundle stops must go
    }
    try {
      ObjectName name = name(came);
      server.registerMBean(new MeasuredBean(came), name);
      registered.put(came, name);
    } catch (JMException e) {
      LOG.debug("no management bean for {} {}", came.type(), came.path(), e);
    }
  }

  synchronized void unbindMeasured(Measured gone) {
    ObjectName name = registered.remove(gone);
    if (name != null) {
      unregister(name);
    }
  }

  @Deactivate
  synchronized void close() {
    closed = true;
    List.copyOf(registered.values()).forEach(this::unregister);
    registered.clear();
  }

  private void unregister(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException e) {
      LOG.debug("{} is gone already", name, e);
    }
  }

  private static ObjectName name(Measured measured) throws JMException {
    return new ObjectName(
        "%s:type=%s,path=%s,kind=%s"
            .formatted(
                DOMAIN,
                measured.target().name().toLowerCase(Locale.ROOT),
                ObjectName.quote(measured.path()),
                isPlain(measured.type()) ? measured.type() : ObjectName.quote(measured.type())));
  }

  private static boolean isPlain(String text) {
    return text.matches("[A-Za-z0-9_.-]+");
  }
}
