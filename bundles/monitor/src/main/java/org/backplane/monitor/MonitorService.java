package org.backplane.monitor;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.job.Jobs;
import org.backplane.api.launch.Launch;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.control.Debugging;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.control.JobControl;
import org.backplane.monitor.control.JobWatch;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.LiveChardevs;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.tree.QomTree;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Opens monitors, and lets them see the machine as soon as there is one. */
@Component(service = {Monitors.class, HumanMonitor.class})
public final class MonitorService implements Monitors, HumanMonitor {

  private final ObjectRegistry registry;
  private final Present<VirtualMachine> machine = new Present<>();
  private final Present<MachineBuilder> builder = new Present<>();
  private final Present<IntConsumer> exit = new Present<>();
  private final Present<Jobs> jobs = new Present<>();
  private final Present<DebugServer> debugServer = new Present<>();
  private final AtomicReference<Optional<Registration>> machineEvents =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<JobWatch>> jobEvents =
      new AtomicReference<>(Optional.empty());
  private final Announcer announcer = new Announcer();
  private final Set<ServedChardev> open = ConcurrentHashMap.newKeySet();
  private final LiveChardevs chardevs = new LiveChardevs();
  private final RunControl control;
  private final Dialogues dialogues;

  /** The product's version is this bundle's. */
  @Activate
  public MonitorService(
      BundleContext context, @Reference ObjectRegistry registry, @Reference OptionParser parser) {
    this(registry, parser, context.getBundle().getVersion().toString());
  }

  MonitorService(ObjectRegistry registry, OptionParser parser, String productVersion) {
    this.registry = registry;
    control = new RunControl(machine, exit, announcer);
    dialogues =
        new Dialogues(
            registry,
            parser,
            new Dialogues.Subjects(
                control,
                new Devices(control, builder),
                new Chardevs(registry, chardevs),
                new JobControl(jobs, parser),
                new Debugging(control, debugServer),
                new QomTree(registry, parser, machine, builder)),
            new Version(productVersion));
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
    machineEvents.getAndSet(Optional.empty()).ifPresent(Registration::close);
    jobEvents.getAndSet(Optional.empty()).ifPresent(JobWatch::close);
    open.forEach(this::close);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMachine(VirtualMachine came) {
    machine.set(came);
    Registration events = came.listen(control::happened);
    machineEvents.getAndSet(Optional.of(events)).ifPresent(Registration::close);
  }

  void unbindMachine(VirtualMachine gone) {
    // When another one has been bound already, the events are that one's.
    if (machine.unset(gone)) {
      machineEvents.getAndSet(Optional.empty()).ifPresent(Registration::close);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindChardev(Chardev came, Map<String, Object> properties) {
    chardevs.add(id(properties), came);
  }

  void unbindChardev(Chardev gone, Map<String, Object> properties) {
    chardevs.remove(id(properties), gone);
  }

  private static String id(Map<String, Object> properties) {
    return String.valueOf(properties.get("backplane.id"));
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindBuilder(MachineBuilder came) {
    builder.set(came);
  }

  void unbindBuilder(MachineBuilder gone) {
    builder.unset(gone);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindDebugServer(DebugServer came) {
    debugServer.set(came);
  }

  void unbindDebugServer(DebugServer gone) {
    debugServer.unset(gone);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindJobs(Jobs came) {
    jobs.set(came);
    JobWatch watch = JobWatch.over(came, announcer, JobWatch.PERIOD);
    jobEvents.getAndSet(Optional.of(watch)).ifPresent(JobWatch::close);
  }

  void unbindJobs(Jobs gone) {
    if (jobs.unset(gone)) {
      jobEvents.getAndSet(Optional.empty()).ifPresent(JobWatch::close);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      target = "(" + Launch.ROLE + "=" + Launch.EXIT + ")")
  void bindExit(IntConsumer came) {
    exit.set(came);
  }

  void unbindExit(IntConsumer gone) {
    exit.unset(gone);
  }
}
