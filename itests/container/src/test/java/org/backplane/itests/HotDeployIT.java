package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.inject.Inject;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
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
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Backends are exchanged while a guest uses them. The guest ends with a complaint when a request is
 * lost: when others, made later, come back and it does not.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotDeployIT {

  private static final int UPDATES = 20;
  private static final ObjectPath RNG = ObjectPath.object("rng0");

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;

  private Deploy deploy;
  private Guest guest;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Before
  public void startGuest() throws Exception {
    deploy = new Deploy(context);
    registry.add(
        new ObjectRequest(
            Container.OBJECTS,
            "rng-builtin",
            "rng0",
            Options.ofWords(Dialect.COMMAND_LINE, Map.of())));
    guest = new Guest(context, registry, builder, "rng0", "rng-loop depth=8 report=20");
    guest.awaitProgress(200);
  }

  @After
  public void endGuest() throws Exception {
    guest.close();
    registry.remove(RNG);
  }

  @Test
  public void entropyGoesOnThroughTwentyUpdatesOfItsBundle() throws Exception {
    Bundle rng = deploy.bundle("org.backplane.rng");
    List<WeakReference<ClassLoader>> old = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      old.add(Deploy.loader(rng));
      deploy.update(rng);
      guest.awaitProgress(200);
    }
    assertNoComplaint();
    Deploy.assertCollected(old);
  }

  @Test
  public void memoryStaysUnderTheRunningGuestThroughUpdatesOfItsBundle() throws Exception {
    Bundle ram = deploy.bundle("org.backplane.hostmem.ram");
    List<WeakReference<ClassLoader>> old = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      old.add(Deploy.loader(ram));
      deploy.update(ram);
      guest.awaitProgress(200);
    }
    assertNoComplaint();
    Deploy.assertCollected(old);
  }

  @Test
  public void theCpuIsExchangedUnderTheRunningGuest() throws Exception {
    Bundle cpu = deploy.bundle("org.backplane.cpu.riscv");
    List<WeakReference<ClassLoader>> old = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      old.add(Deploy.loader(cpu));
      deploy.update(cpu);
      guest.awaitProgress(200);
    }
    assertNoComplaint();
    Deploy.assertCollected(old);
  }

  @Test
  public void withoutItsBundleTheDefinitionWaitsAndRequestsPark() throws Exception {
    Bundle rng = deploy.bundle("org.backplane.rng");
    rng.stop();
    assertEquals(Phase.DETACHED, registry.find(RNG).orElseThrow().phase());
    assertTrue(registry.find(RNG).orElseThrow().reason().contains("waiting for a bundle"));
    awaitStillness();
    long parked = guest.serial.last("rng");
    rng.start();
    guest.awaitProgress(200);
    assertTrue(guest.serial.last("rng") > parked);
    assertNoComplaint();
  }

  @Test
  public void anUpdateOfABackendRefreshesThatBackendAlone() {
    FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
    for (String name :
        List.of(
            "org.backplane.rng",
            "org.backplane.hostmem.ram",
            "org.backplane.hostmem.file",
            "org.backplane.hostmem.memfd",
            "org.backplane.hostmem.shm",
            "org.backplane.hostmem.epc",
            "org.backplane.threadcontext",
            "org.backplane.cpu.riscv")) {
      Bundle backend = deploy.bundle(name);
      Collection<Bundle> closure = wiring.getDependencyClosure(Set.of(backend));
      assertEquals(Set.of(backend), Set.copyOf(closure));
    }
  }

  /**
   * The guest's count stands still for two million instructions, where it is told each 20 requests
   * and a request takes some thousand.
   */
  private void awaitStillness() {
    long[] last = {-1, -1};
    Await.until(
        "the guest to wait for entropy",
        () -> {
          long requests = guest.serial.last("rng");
          long instructions = guest.machine.instructionsRetired();
          if (requests != last[0]) {
            last[0] = requests;
            last[1] = instructions;
          }
          return instructions > last[1] + 2_000_000;
        },
        guest.serial::text);
  }

  private void assertNoComplaint() {
    assertFalse(guest.serial.text(), guest.serial.text().contains("FAIL"));
  }
}
