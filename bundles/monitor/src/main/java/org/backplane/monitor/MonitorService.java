package org.backplane.monitor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.command.LimitCommands;
import org.backplane.monitor.control.JobWatch;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.control.Surroundings;
import org.backplane.monitor.observe.MonitorMeter;
import org.backplane.monitor.observe.MonitorTrace;
import org.backplane.monitor.observe.Observer;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.session.Limits;
import org.backplane.monitor.session.Session;
import org.backplane.monitor.session.TextBudget;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens monitors, and lets them see what is around them, such as the machine, while it is there.
 */
@Component(
    service = {Monitors.class, HumanMonitor.class},
    configurationPid = "org.backplane.monitor")
public final class MonitorService implements Monitors, HumanMonitor {

  private final ObjectRegistry registry;
  private final World world;
  private final MonitorTrace trace;
  private final AtomicReference<Limits> limits;
  private final Announcer announcer;
  private final Set<ServedChardev> open = ConcurrentHashMap.newKeySet();
  private final Dialogues dialogues;
  private final Registration services;

  /** The product's version is this bundle's. */
  @Activate
  public MonitorService(
      BundleContext context,
      @Reference ObjectRegistry registry,
      @Reference OptionParser parser,
      @Reference MonitorTrace trace,
      LimitSettings settings) {
    this(registry, parser, new FrameworkWorld(context), trace, LimitReader.read(settings));
  }

  MonitorService(
      ObjectRegistry registry,
      OptionParser parser,
      World world,
      MonitorTrace trace,
      Limits beginning) {
    this.registry = registry;
    this.world = world;
    this.trace = trace;
    limits = new AtomicReference<>(beginning);
    announcer = new Announcer(trace);
    var around = new Surroundings();
    var control = new RunControl(around, announcer);
    var version = new Version(world.version());
    var room = new TextBudget(() -> limits.get().sharedBytes());
    var areas = new Areas(registry, parser, around, control, version);
    areas.add(Area.of(new LimitCommands(limits::get, room)));
    dialogues = new Dialogues(areas, control, parser, version, around.preconfiguration(), room);
    around.machine().accompany(machine -> machine.listen(control::happened));
    around.jobs().accompany(jobs -> JobWatch.over(jobs, announcer, JobWatch.PERIOD)::close);
    services = world.follow(around);
  }

  /** New limits are for clients that come from now on; the shared part is for all at once. */
  @Modified
  void limit(LimitSettings settings) {
    limits.set(LimitReader.read(settings));
  }

  @Override
  public Registration open(String chardevId, Mode mode, boolean pretty) throws BackplaneException {
    var observer = new Observer(chardevId, new MonitorMeter(), trace);
    var setting =
        new Session.Setting(
            dialogues.of(mode, pretty, limits::get, observer), limits::get, observer);
    ServedChardev served = ServedChardev.open(registry, chardevId, setting);
    served.remember(world.publish(observer.meter().measured(chardevId)));
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
