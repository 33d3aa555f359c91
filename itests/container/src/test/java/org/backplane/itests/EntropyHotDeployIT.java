package org.backplane.itests;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
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

/**
 * What serves a guest's entropy is exchanged again and again under load: the code of the source,
 * the code of its character device, and the source itself. The guest ends with a complaint when it
 * gets anything wrong or loses a request. How often is the property {@code backplane.exchanges}.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EntropyHotDeployIT {

  private static final String EXCHANGES = "backplane.exchanges";
  private static final int FEW = 25;

  /** After an exchange the guest must get so much further. */
  private static final long REQUESTS = 200;

  private static final String LOAD = "rng-loop depth=8 report=20";
  private static final List<String> SOURCES = List.of("random", "egd", "builtin");

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;

  private Deploy deploy;
  private EgdPeer peer;

  @Configuration
  public Option[] config() {
    return new Option[] {
      composite(Backplane.asShipped()),
      systemProperty(EXCHANGES).value(System.getProperty(EXCHANGES, Integer.toString(FEW)))
    };
  }

  @Before
  public void makeSources() throws Exception {
    deploy = new Deploy(context);
    peer = EgdPeer.start();
    add(
        Container.CHARDEVS,
        "socket",
        "egd0",
        Map.of("path", peer.socket().toString(), "reconnect-ms", "20"));
    add(Container.OBJECTS, "rng-egd", "egd", Map.of("chardev", "egd0"));
    add(Container.OBJECTS, "rng-random", "random", Map.of("filename", "/dev/urandom"));
    add(Container.OBJECTS, "rng-builtin", "builtin", Map.of());
  }

  @After
  public void removeSources() throws Exception {
    for (String source : SOURCES) {
      registry.remove(ObjectPath.object(source));
    }
    registry.remove(ObjectPath.chardev("egd0"));
    peer.close();
  }

  private void add(Container container, String type, String id, Map<String, String> words)
      throws BackplaneException {
    registry.add(
        new ObjectRequest(container, type, id, Options.ofWords(Dialect.COMMAND_LINE, words)));
  }

  private static int exchanges() {
    return Integer.getInteger(EXCHANGES, FEW);
  }

  private Guest guest(String source) throws BackplaneException {
    var guest = new Guest(context, registry, builder, source, LOAD);
    guest.awaitProgress(REQUESTS);
    return guest;
  }

  @Test
  public void aDevicesReaderIsUpdatedUnderLoad() throws Exception {
    update("org.backplane.rng", "random");
  }

  @Test
  public void anEgdClientIsUpdatedUnderLoad() throws Exception {
    update("org.backplane.rng", "egd");
  }

  @Test
  public void theCharacterDeviceOfAnEgdClientIsUpdatedUnderLoad() throws Exception {
    update("org.backplane.chardev", "egd");
  }

  private void update(String name, String source) throws Exception {
    Bundle bundle = deploy.bundle(name);
    var stalls = new Stalls(name + " under rng-" + source);
    List<WeakReference<ClassLoader>> old = new ArrayList<>();
    try (var guest = guest(source)) {
      for (int i = 0; i < exchanges(); i++) {
        old.add(Deploy.loader(bundle));
        stalls.measure(guest, REQUESTS, () -> deploy.update(bundle));
      }
      assertNoComplaint(guest);
    }
    stalls.print();
    Deploy.assertCollected(old);
  }

  @Test
  public void aDeviceGoesFromSourceToSourceUnderLoad() throws Exception {
    var stalls = new Stalls("the source of a device");
    try (var guest = guest("builtin")) {
      for (int i = 0; i < exchanges(); i++) {
        String next = SOURCES.get(i % SOURCES.size());
        stalls.measure(guest, REQUESTS, () -> guest.machine.exchange("r0", "rng", next));
        assertHolder(next);
      }
      assertNoComplaint(guest);
    }
    stalls.print();
  }

  private void assertHolder(String source) {
    for (String each : SOURCES) {
      var holders = registry.find(ObjectPath.object(each)).orElseThrow().holders();
      assertTrue(each + " is held by " + holders, holders.isEmpty() != each.equals(source));
    }
  }

  private static void assertNoComplaint(Guest guest) {
    assertFalse(guest.picture(), guest.serial.text().contains("FAIL"));
  }
}
