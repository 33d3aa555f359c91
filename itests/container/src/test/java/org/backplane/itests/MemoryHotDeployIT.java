package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
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
 * Memory survives its bundle: while it is leased, the bundle is stopped, updated and started under
 * load, and the memory stays at its address with what was written to it.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MemoryHotDeployIT {

  private static final int UPDATES = 20;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;

  private Deploy deploy;
  private Path directory;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Before
  public void prepare() throws Exception {
    deploy = new Deploy(context);
    directory = Files.createTempDirectory("backplane-memory");
    add("rng-builtin", "rng0", Map.of());
  }

  @After
  public void cleanUp() throws Exception {
    registry.remove(ObjectPath.object("rng0"));
    Files.deleteIfExists(directory.resolve("ram"));
    Files.delete(directory);
  }

  @Test
  public void aGuestRunsOnAFileThroughUpdatesOfItsBundle() throws Exception {
    runThroughUpdates(
        "org.backplane.hostmem.file",
        "memory-backend-file",
        Map.of("mem-path", ram(), "share", "on"));
  }

  @Test
  public void aGuestRunsOnAMemfdThroughUpdatesOfItsBundle() throws Exception {
    runThroughUpdates("org.backplane.hostmem.memfd", "memory-backend-memfd", Map.of());
  }

  @Test
  public void aGuestRunsOnSharedMemoryThroughUpdatesOfItsBundle() throws Exception {
    runThroughUpdates("org.backplane.hostmem.shm", "memory-backend-shm", Map.of());
  }

  @Test
  public void leasedMemoryStaysWhereItIsWhileItsBundleIsAway() throws Exception {
    survive("org.backplane.hostmem.ram", "memory-backend-ram", Map.of());
    survive("org.backplane.hostmem.file", "memory-backend-file", Map.of("mem-path", ram()));
    survive("org.backplane.hostmem.memfd", "memory-backend-memfd", Map.of());
    survive("org.backplane.hostmem.shm", "memory-backend-shm", Map.of());
  }

  private String ram() {
    return directory.resolve("ram").toString();
  }

  private void runThroughUpdates(String symbolicName, String type, Map<String, String> words)
      throws Exception {
    Bundle bundle = deploy.bundle(symbolicName);
    List<WeakReference<ClassLoader>> old = new ArrayList<>();
    var memory = new Guest.Memory(type, sized(words, "64M"));
    try (var guest =
        new Guest(context, registry, builder, memory, "rng0", "rng-loop depth=8 report=20")) {
      guest.awaitProgress(200);
      for (int i = 0; i < UPDATES; i++) {
        old.add(Deploy.loader(bundle));
        deploy.update(bundle);
        guest.awaitProgress(100);
      }
      assertFalse(guest.serial.text(), guest.serial.text().contains("FAIL"));
    }
    Deploy.assertCollected(old);
  }

  private void survive(String symbolicName, String type, Map<String, String> words)
      throws Exception {
    Bundle bundle = deploy.bundle(symbolicName);
    add(type, "kept", sized(words, "2M"));
    MemorySegment memory;
    try (Lease<HostMemory> lease = lease("kept")) {
      memory = lease.target().orElseThrow().block().segment();
      memory.set(WORD, 4096, 0x6b657074L);
      bundle.stop();
      assertEquals("no code serves it", true, lease.target().isEmpty());
      assertEquals("readable while the bundle is away", 0x6b657074L, memory.get(WORD, 4096));
      memory.set(WORD, 8192, 7);
      bundle.start();
      deploy.update(bundle);
      Await.until("new code", () -> lease.target().isPresent(), () -> "none");
      MemorySegment same = lease.target().orElseThrow().block().segment();
      assertEquals(type + " moved", memory.address(), same.address());
      assertEquals(0x6b657074L, same.get(WORD, 4096));
      assertEquals(7, same.get(WORD, 8192));
    }
    registry.remove(ObjectPath.object("kept"));
    assertThrows(IllegalStateException.class, () -> memory.get(WORD, 4096));
  }

  private static Map<String, String> sized(Map<String, String> words, String size) {
    var all = new java.util.HashMap<>(words);
    all.put("size", size);
    return all;
  }

  private Lease<HostMemory> lease(String id) throws BackplaneException {
    return registry.lease(
        ObjectPath.object(id),
        HostMemory.class,
        LeaseTerms.pinning("a test"),
        new LeaseListener<>() {
          @Override
          public void attached(HostMemory target) {}

          @Override
          public void detached() {}
        });
  }

  private void add(String type, String id, Map<String, String> words)
      throws BackplaneException, IOException {
    registry.add(
        new ObjectRequest(
            Container.OBJECTS, type, id, Options.ofWords(Dialect.COMMAND_LINE, words)));
  }
}
