package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.Phase;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A bundle of somebody else brings a type of its own. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ThirdPartyIT {

  private static final ObjectPath R1 = ObjectPath.object("r1");

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void itsTypeCanBeUsedFromTheMomentOfItsStartToItsStop() throws Exception {
    assertEquals(Phase.WAITING, registry.add(request(UnknownType.WAIT)).phase());
    Bundle bundle =
        context.installBundle(Path.of(System.getProperty(Backplane.EXAMPLE)).toUri().toString());
    bundle.start();
    Await.until("the object", () -> phase() == Phase.REALIZED);
    assertTrue(registry.types().stream().anyMatch(type -> type.name().equals("rng-example")));

    byte[] first = read();
    bundle.stop();
    assertEquals(Phase.DETACHED, phase());
    bundle.start();
    Await.until("the object again", () -> phase() == Phase.REALIZED);
    assertEquals("repeatable bytes", ByteBuffer.wrap(first), ByteBuffer.wrap(read()));

    registry.remove(R1);
    bundle.uninstall();
    assertFalse(registry.types().stream().anyMatch(type -> type.name().equals("rng-example")));
  }

  private byte[] read() throws Exception {
    var bytes = new CompletableFuture<byte[]>();
    var receiver =
        new EntropyRequest.Receiver() {
          @Override
          public void filled(ByteBuffer entropy) {
            byte[] copy = new byte[entropy.remaining()];
            entropy.get(copy);
            bytes.complete(copy);
          }

          @Override
          public void handedBack() {
            bytes.completeExceptionally(new AssertionError("handed back"));
          }

          @Override
          public void failed(BackplaneException reason) {
            bytes.completeExceptionally(reason);
          }
        };
    try (var lease =
        registry.lease(R1, RngBackend.class, LeaseTerms.pinning("a test"), new Silent())) {
      lease.target().orElseThrow().request(new EntropyRequest(32, receiver));
      return bytes.get(10, TimeUnit.SECONDS);
    }
  }

  private Phase phase() {
    return registry.find(R1).orElseThrow().phase();
  }

  private static ObjectRequest request(UnknownType whenUnknown) {
    return new ObjectRequest(
        Container.OBJECTS,
        "rng-example",
        "r1",
        Options.ofWords(Dialect.COMMAND_LINE, Map.of("seed", "hello")),
        whenUnknown);
  }

  private static final class Silent implements LeaseListener<RngBackend> {
    @Override
    public void attached(RngBackend target) {}

    @Override
    public void detached() {}
  }
}
