package org.backplane.monitor;

import java.util.function.IntConsumer;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.crypto.CryptoBackend;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.job.Jobs;
import org.backplane.api.launch.Launch;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.metric.Measured;
import org.backplane.api.trace.Tracing;
import org.backplane.monitor.control.Gathered;
import org.backplane.monitor.control.Live;
import org.backplane.monitor.control.Surroundings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Which services the surroundings of monitors are made of. */
final class SurroundingServices {

  private static final String EXIT = "(" + Launch.ROLE + "=" + Launch.EXIT + ")";

  private SurroundingServices() {}

  /** Keeps the surroundings up to date until what it answers is closed. */
  static ServiceFollower follow(BundleContext context, Surroundings around) {
    var services = new ServiceFollower(context);
    services.follow(VirtualMachine.class, around.machine());
    services.follow(MachineBuilder.class, around.builder());
    services.follow(IntConsumer.class, EXIT, around.exit());
    services.follow(Jobs.class, around.jobs());
    services.follow(DebugServer.class, around.debugServer());
    services.follow(Tracing.class, around.tracing());
    services.follow(Preconfiguration.class, around.preconfiguration());
    services.follow(CpuProvider.class, around.cpu());
    Gathered<Measured> measured = around.measured();
    services.followAll(
        Measured.class, (_, came) -> measured.add(came), (_, gone) -> measured.remove(gone));
    followLive(services, Chardev.class, around.chardevs());
    followLive(services, CryptoBackend.class, around.cryptodevs());
    return services;
  }

  private static <S> void followLive(ServiceFollower services, Class<S> kind, Live<S> live) {
    services.followAll(
        kind,
        (reference, came) -> live.add(id(reference), came),
        (reference, gone) -> live.remove(id(reference), gone));
  }

  private static String id(ServiceReference<?> object) {
    return String.valueOf(object.getProperty("backplane.id"));
  }
}
