package org.backplane.monitor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.control.JobWatch;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.control.Surroundings;
import org.backplane.monitor.report.Version;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens monitors, and lets them see what is around them, such as the machine, while it is there.
 */
@Component(service = {Monitors.class, HumanMonitor.class})
public final class MonitorService implements Monitors, HumanMonitor {

  private final ObjectRegistry registry;
  private final Announcer announcer = new Announcer();
  private final Set<ServedChardev> open = ConcurrentHashMap.newKeySet();
  private final Dialogues dialogues;
  private final Registration services;

  /** The product's version is this bundle's. */
  @Activate
  public MonitorService(
      BundleContext context, @Reference ObjectRegistry registry, @Reference OptionParser parser) {
    this(
        registry,
        parser,
        context.getBundle().getVersion().toString(),
        around -> SurroundingServices.follow(context, around)::close);
  }

  /** Begins to tell what comes and goes. */
  @FunctionalInterface
  interface Source {
    Registration follow(Surroundings around);
  }

  MonitorService(
      ObjectRegistry registry, OptionParser parser, String productVersion, Source source) {
    this.registry = registry;
    var around = new Surroundings();
    var control = new RunControl(around.machine(), around.exit(), announcer);
    var version = new Version(productVersion);
    dialogues =
        new Dialogues(
            new Areas(registry, parser, around, control, version),
            control,
            parser,
            version,
            around.preconfiguration());
    around.machine().accompany(machine -> machine.listen(control::happened));
    around.jobs().accompany(jobs -> JobWatch.over(jobs, announcer, JobWatch.PERIOD)::close);
    services = source.follow(around);
  }

  @Override
  public Registration open(String chardevId, Mode mode, boolean pretty) throws BackplaneException {
    ServedChardev served = ServedChardev.open(registry, chardevId, dialogues.of(mode, pretty));
    announcer.add(served);
    open.add(served);
    return () -> close(served);
  }

  @Override
  public String execute(String line) {
    return dialogues.execute(line);
  }

  private void close(ServedChardev served) {
    if (open.remove(served)) {
      served.close();
      announcer.remove(served);
    }
  }

  @Deactivate
  void close() {
    open.forEach(this::close);
    services.close();
  }
}
