package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.core.job.JobBoard;
import org.backplane.core.option.DescribedOptionParser;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceReference;

/** A registry, a factory to offer, and what the tests of it say often. */
@Timeout(20)
abstract class RegistryRig {

  static final ObjectPath T0 = ObjectPath.object("t0");

  final FakeFramework framework = new FakeFramework();
  final JobBoard jobs = new JobBoard();
  final Registry registry = new Registry(new DescribedOptionParser(), jobs, framework.context());
  final TestBackend backend = new TestBackend("test");
  final ServiceReference<BackendFactory> reference = framework.reference(0, "1.0.0");

  /** Writes down what a lease holder hears. */
  static class Diary implements LeaseListener<BackendObject> {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void attached(BackendObject target) {
      lines.add("attached");
    }

    @Override
    public void detached() {
      lines.add("detached");
    }
  }

  void assertRefused(ObjectRequest request, String part) {
    assertThatThrownBy(() -> registry.add(request))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(part);
  }

  void awaitPhase(Phase phase) {
    awaitTrue(() -> registry.find(T0).orElseThrow().phase() == phase);
  }

  static void awaitTrue(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new AssertionError("it did not become so in time");
      }
      Thread.onSpinWait();
    }
  }

  static ObjectRequest request(String type, String id) {
    return request(type, id, Map.of());
  }

  static ObjectRequest request(String type, String id, Map<String, String> words) {
    return new ObjectRequest(
        Container.OBJECTS, type, id, Options.ofWords(Dialect.COMMAND_LINE, words));
  }

  /** A definition that waits for what is not there yet. */
  static ObjectRequest configured(String type, String id, Map<String, String> words) {
    return new ObjectRequest(
        Container.OBJECTS,
        type,
        id,
        Options.ofWords(Dialect.CONFIGURATION, words),
        UnknownType.WAIT);
  }

  void set(ObjectPath path, String property, String text) throws BackplaneException {
    registry.set(path, property, new RawValue.Words(List.of(text)), Dialect.COMMAND_LINE);
  }

  /** How something ends that is done beside the test. */
  static CompletableFuture<BackplaneException> refusalOf(ThrowingCallable call) {
    var refusal = new CompletableFuture<BackplaneException>();
    var _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.call();
                    refusal.completeExceptionally(new AssertionError("it was not refused"));
                  } catch (BackplaneException e) {
                    refusal.complete(e);
                  } catch (Throwable e) {
                    refusal.completeExceptionally(e);
                  }
                });
    return refusal;
  }
}
