package org.backplane.itests;

import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.Container;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** One source serves a guest that asks for little and another front end that asks for all. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FairShareIT {

  /** Requests that the greedy one has waiting at any time, of the largest size. */
  private static final int GREED = 256;

  private static final long REQUESTS = 400;
  private static final ObjectPath RNG = ObjectPath.object("rng0");

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void aGuestDoesNotWaitForAllThatAGreedyOneAskedAFileFor() throws Exception {
    share("rng-random", Map.of("filename", "/dev/urandom"));
  }

  @Test
  public void norForAllThatItAskedTheGeneratorFor() throws Exception {
    share("rng-builtin", Map.of());
  }

  @Test
  public void norForAllThatItAskedAServerFor() throws Exception {
    try (var peer = EgdPeer.start()) {
      add(
          Container.CHARDEVS,
          "socket",
          "egd0",
          Map.of("path", peer.socket().toString(), "reconnect-ms", "20"));
      share("rng-egd", Map.of("chardev", "egd0"));
      registry.remove(ObjectPath.chardev("egd0"));
    }
  }

  /** Served in one queue, each request of the guest's would wait for GREED others. */
  private void share(String type, Map<String, String> words) throws Exception {
    add(Container.OBJECTS, type, "rng0", words);
    try (var guest = new Guest(context, registry, builder, "rng0", "rng-loop depth=1 report=20");
        var greedy = new Greedy(registry)) {
      guest.awaitProgress(REQUESTS);
      long servedBefore = greedy.served.get();
      long guestBefore = guest.serial.last("rng");
      guest.awaitProgress(REQUESTS);
      double others = greedy.served.get() - servedBefore;
      double own = guest.serial.last("rng") - guestBefore;
      System.out.printf("FAIR %s: %.1f large requests to a small one%n", type, others / own);
      assertTrue("the greedy one is served too", others > 0);
      assertTrue(others + " beside " + own, others / own < GREED / 4.0);
    } finally {
      registry.remove(RNG);
    }
  }

  private void add(Container container, String type, String id, Map<String, String> words)
      throws BackplaneException {
    registry.add(
        new ObjectRequest(container, type, id, Options.ofWords(Dialect.COMMAND_LINE, words)));
  }

  /** Asks anew for each request that is served. */
  private static final class Greedy
      implements LeaseListener<RngBackend>, EntropyRequest.Receiver, AutoCloseable {

    final AtomicLong served = new AtomicLong();
    private final Lease<RngBackend> lease;

    Greedy(ObjectRegistry registry) throws BackplaneException {
      lease = registry.lease(RNG, RngBackend.class, LeaseTerms.following("greedy"), this);
      for (int i = 0; i < GREED; i++) {
        ask();
      }
    }

    private void ask() {
      lease
          .target()
          .ifPresent(
              source ->
                  source.request(new EntropyRequest(EntropyRequest.MAX_BYTES, "greedy", this)));
    }

    @Override
    public void attached(RngBackend target) {}

    @Override
    public void detached() {}

    @Override
    public void filled(ByteBuffer entropy) {
      served.incrementAndGet();
      ask();
    }

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void close() {
      lease.close();
    }
  }
}
