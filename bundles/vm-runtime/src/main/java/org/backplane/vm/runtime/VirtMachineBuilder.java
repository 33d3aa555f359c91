package org.backplane.vm.runtime;

import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.OptionParser;
import org.backplane.api.qtest.Testbench;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.ram.MachineMemory;
import org.backplane.vm.runtime.trace.Traces;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds machines, publishes them as services and brings them their CPU. */
@Component
public final class VirtMachineBuilder implements MachineBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(VirtMachineBuilder.class);

  private final BundleContext context;
  private final ObjectRegistry registry;
  private final OptionParser parser;
  private final Traces traces;
  private final CpuSupply cpus = new CpuSupply();

  @Activate
  public VirtMachineBuilder(
      BundleContext context,
      @Reference ObjectRegistry registry,
      @Reference OptionParser parser,
      @Reference Traces traces) {
    this.context = context;
    this.registry = registry;
    this.parser = parser;
    this.traces = traces;
  }

  /** Hot-deployed, so it may come and go while machines run. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCpu(CpuProvider provider) {
    cpus.came(provider);
  }

  void unbindCpu(CpuProvider provider) {
    cpus.goes(provider);
  }

  @Override
  public List<TypeDescription> machineTypes() {
    return MachineTypes.ALL;
  }

  @Override
  public List<TypeDescription> deviceTypes() {
    return MachineDevices.types();
  }

  @Override
  public List<ObjectRequest> ownObjects(MachineRequest request) {
    if (!request.type().equals(MachineTypes.VIRT.name())) {
      return List.of();
    }
    Optional<String> backend =
        request.options().text(MachineTypes.MEMORY_BACKEND).filter(id -> !id.isEmpty());
    return MachineMemory.ownRam(request.memory(), backend).stream().toList();
  }

  @Override
  public VirtualMachine build(MachineRequest request) throws BackplaneException {
    TypeDescription type = type(request.type());
    PropertyValues values = parser.check(type, "machine '" + type.name() + "'", request.options());
    Accelerator accelerator = Accelerator.of(type.name(), values);
    var machine =
        new HostedMachine(
            type, request, traces.machine(), maker(type, request, values, accelerator));
    boolean published = false;
    try {
      publish(machine, accelerator);
      published = true;
    } finally {
      if (!published) {
        machine.close();
      }
    }
    LOG.info("machine '{}' with {} bytes of RAM is built", type.name(), machine.ramBytes());
    return machine;
  }

  /** Ends the machines in order: this is how a signal to the process arrives here. */
  @Deactivate
  void close() {
    for (HostedMachine machine : cpus.machines()) {
      machine.shutdown(Cause.HOST_SIGNAL, 0);
      machine.close();
    }
  }

  private void publish(HostedMachine machine, Accelerator accelerator) {
    var publication = new Publication(context);
    machine.onClose(
        publication::close,
        // Not before: a provider that goes waits until the machine has let it go.
        () -> cpus.remove(machine));
    // Before the machine: whoever sees that knows whether there is a bench.
    machine
        .testbench()
        .ifPresent(
            it -> publication.add(Testbench.class, it, FrameworkUtil.asDictionary(Map.of())));
    machine.measured().forEach(part -> publication.add(Measured.class, part, properties(part)));
    publication.add(VirtualMachine.class, machine, properties(machine));
    accelerator
        .ownCpu()
        .ifPresentOrElse(own -> cpus.addProvided(machine, own), () -> cpus.add(machine));
  }

  private HostedMachine.HardwareMaker maker(
      TypeDescription type,
      MachineRequest request,
      PropertyValues values,
      Accelerator accelerator) {
    return type.equals(MachineTypes.NONE)
        ? _ -> bare(request, values)
        : new VirtAssembly(request, values, accelerator, registry, parser, traces)::build;
  }

  private static Hardware bare(MachineRequest request, PropertyValues values)
      throws InvalidRequestException {
    if (!request.devices().isEmpty()) {
      throw new InvalidRequestException(
          "machine 'none'",
          "it has no bus for a " + request.devices().getFirst().driver(),
          "give -machine virt");
    }
    return new NoHardware(MachineTypes.current(MachineTypes.NONE, values));
  }

  private TypeDescription type(String name) throws InvalidRequestException {
    for (TypeDescription type : MachineTypes.ALL) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new InvalidRequestException(
        "-machine",
        "'%s' is not a machine type".formatted(name),
        parser.nearest(name, MachineTypes.ALL.stream().map(TypeDescription::name).toList()));
  }

  private static Dictionary<String, Object> properties(Measured part) {
    return FrameworkUtil.asDictionary(
        Map.of("backplane.type", part.type(), "backplane.path", part.path()));
  }

  private static Dictionary<String, Object> properties(HostedMachine machine) {
    return FrameworkUtil.asDictionary(Map.of("backplane.type", machine.type()));
  }
}
