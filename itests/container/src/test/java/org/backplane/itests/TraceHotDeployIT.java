package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.backplane.api.trace.Tracing;
import org.backplane.api.trace.Tracing.State;
import org.backplane.api.type.Container;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Tracing, and what is traced, are exchanged while all events are on and a guest works. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TraceHotDeployIT {

  private static final int UPDATES = 20;
  private static final int MANY = 100;
  private static final String OURS = "backplane.";

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;

  private Deploy deploy;
  private Path folder;
  private Path file;
  private Recording recording;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Before
  public void switchAllOn() throws Exception {
    deploy = new Deploy(context);
    folder = Files.createTempDirectory("trace");
    file = folder.resolve("trace.log");
    recording = new Recording();
    recording.start();
    withTracing(tracing -> tracing.configure("*,file=" + file));
  }

  @After
  public void switchAllOff() throws Exception {
    withTracing(tracing -> tracing.enable("*", false, true));
    recording.close();
    Files.delete(file);
    Files.delete(folder);
  }

  @FunctionalInterface
  private interface Use {
    void of(Tracing tracing) throws Exception;
  }

  /** The service of the moment, given back at once. */
  private void withTracing(Use use) throws Exception {
    Await.until("tracing", () -> context.getServiceReference(Tracing.class) != null);
    ServiceReference<Tracing> reference = context.getServiceReference(Tracing.class);
    try {
      use.of(context.getService(reference));
    } finally {
      context.ungetService(reference);
    }
  }

  private State state(String event) throws Exception {
    State[] state = new State[1];
    withTracing(tracing -> state[0] = tracing.events(event).getFirst().state());
    return state[0];
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long eventTypes() {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .filter(type -> type.getName().startsWith(OURS))
        .count();
  }

  @Test
  public void tracingIsUpdatedUnderLoad() throws Exception {
    updateUnderLoad("org.backplane.trace");
  }

  @Test
  public void aSourceOfEntropyIsUpdatedUnderLoad() throws Exception {
    updateUnderLoad("org.backplane.rng");
  }

  @Test
  public void theMonitorIsUpdatedUnderLoad() throws Exception {
    updateUnderLoad("org.backplane.monitor");
  }

  private void updateUnderLoad(String name) throws Exception {
    registry.add(
        new ObjectRequest(
            Container.OBJECTS,
            "rng-builtin",
            "rng0",
            Options.ofWords(Dialect.COMMAND_LINE, Map.of())));
    Bundle bundle = deploy.bundle(name);
    var old = new ArrayList<WeakReference<ClassLoader>>();
    try (var guest = new Guest(context, registry, builder, "rng0", "rng-loop depth=8 report=20")) {
      guest.awaitProgress(100);
      long types = eventTypes();
      assertTrue("event types: " + types, types > 0);
      for (int update = 0; update < UPDATES; update++) {
        old.add(Deploy.loader(bundle));
        deploy.update(bundle);
        assertEquals(State.ENABLED, state("virtio_rng_request"));
        long written = size();
        guest.awaitProgress(100);
        Await.until("more text", () -> size() > written);
      }
      assertEquals(types, eventTypes());
      assertFalse(guest.serial.text(), guest.serial.text().contains("FAIL"));
    } finally {
      registry.remove(ObjectPath.object("rng0"));
    }
    Deploy.assertCollected(List.copyOf(old));
  }

  /** Neither Java's classes nor the Flight Recorder's types become more. */
  @Test
  public void aGroupThatComesAgainAndAgainIsSwitchedAndLeavesNothing() throws Exception {
    Bundle trace = deploy.bundle("org.backplane.trace");
    var old = new ArrayList<WeakReference<ClassLoader>>();
    long types = -1;
    for (int round = 0; round < MANY; round++) {
      var point = new TracePoint("hot_deploy_test", TraceField.unsigned("round"));
      TraceGroup group = () -> List.of(point);
      var registration = context.registerService(TraceGroup.class, group, null);
      assertTrue(point.enabled());
      point.record(round);
      old.add(Deploy.loader(trace));
      deploy.update(trace);
      assertEquals(State.ENABLED, state("hot_deploy_test"));
      registration.unregister();
      assertFalse(point.enabled());
      assertEquals(State.UNAVAILABLE, state("hot_deploy_test"));
      types = types < 0 ? eventTypes() : types;
    }
    assertEquals(types, eventTypes());
    Deploy.assertCollected(List.copyOf(old));
  }
}
