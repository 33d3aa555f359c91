package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.core.option.DescribedOptionParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceReference;

@Timeout(20)
class RegistryTest {

  private static final ObjectPath T0 = ObjectPath.object("t0");

  private final FakeFramework framework = new FakeFramework();
  private final Registry registry = new Registry(new DescribedOptionParser(), framework.context());
  private final TestBackend backend = new TestBackend("test");
  private final ServiceReference<BackendFactory> reference = framework.reference(0, "1.0.0");

  /** Writes down what a lease holder hears. */
  private static final class Diary implements LeaseListener<BackendObject> {
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

  // --- add and remove

  @Test
  void addMakesAnObjectThatIsListedAndPublished() throws Exception {
    registry.offer(backend, reference);
    ObjectStatus status = registry.add(request("test", "t0"));
    assertThat(status.phase()).isEqualTo(Phase.REALIZED);
    assertThat(registry.list(Container.OBJECTS)).hasSize(1);
    assertThat(framework.published).containsExactly(backend.made.getFirst());
    assertThat(registry.get(T0, "type")).hasValue(new PropertyValue.Text("test"));
  }

  @Test
  void removeEndsCodeAndResourcesOnce() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.remove(T0);
    assertThat(registry.find(T0)).isEmpty();
    assertThat(framework.published).isEmpty();
    assertThat(backend.made.getFirst().ended).isTrue();
    assertThat(backend.resources.getFirst().closed).hasValue(1);
    assertThatThrownBy(() -> registry.remove(T0)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void refusalsLeaveNothingBehind() {
    registry.offer(backend, reference);
    assertRefused(request("tset", "t0"), "did you mean 'test'?");
    assertRefused(request("test", "0t"), "not well formed");
    assertRefused(request("test", ""), "no id");
    assertRefused(request("test", "type"), "taken");
    assertRefused(
        new ObjectRequest(
            Container.OBJECTS,
            "test",
            "t0",
            Options.ofWords(Dialect.COMMAND_LINE, Map.of("level", "101"))),
        "0 to 100");
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
    assertThat(backend.resources).isEmpty();
  }

  @Test
  void aTakenIdIsRefusedBeforeAnythingIsMade() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertRefused(request("test", "t0"), "taken");
    assertThat(backend.resources).hasSize(1);
  }

  @Test
  void aFailedCreationReleasesWhatItMadeAndFreesTheId() throws Exception {
    var failing =
        new TestBackend("test") {
          private boolean failed;

          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            if (!failed) {
              failed = true;
              throw new InvalidRequestException(creation.subject(), "not today", "");
            }
          }
        };
    registry.offer(failing, reference);
    assertRefused(request("test", "t0"), "not today");
    assertThat(failing.resources.getFirst().closed).hasValue(1);
    assertThat(registry.find(T0)).isEmpty();
    assertThat(registry.add(request("test", "t0")).phase()).isEqualTo(Phase.REALIZED);
  }

  @Test
  void aBrokenBackendIsAnErrorOfThatObjectAlone() {
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) {
            throw new IllegalStateException("boom");
          }
        };
    registry.offer(broken, reference);
    assertThatThrownBy(() -> registry.add(request("test", "t0")))
        .isInstanceOf(BackendFailedException.class)
        .hasMessageContaining("boom");
    assertThat(broken.resources.getFirst().closed).hasValue(1);
  }

  @Test
  void aSlowCreationHoldsNobodyElseUp() throws Exception {
    var entered = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    var slow =
        new TestBackend("slow") {
          @Override
          void beforeReturn(Creation creation) {
            entered.countDown();
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    registry.offer(slow, framework.reference(0, "1.0.0"));
    registry.offer(backend, reference);
    CompletableFuture<ObjectStatus> pending =
        CompletableFuture.supplyAsync(() -> unchecked(request("slow", "s0")));
    entered.await();
    registry.add(request("test", "t0"));
    assertThat(registry.list(Container.OBJECTS)).hasSize(2);
    assertThat(registry.find(ObjectPath.object("s0")).orElseThrow().phase())
        .isEqualTo(Phase.WAITING);
    gate.countDown();
    assertThat(pending.get(10, TimeUnit.SECONDS).phase()).isEqualTo(Phase.REALIZED);
  }

  // --- life with factories that come and go

  @Test
  void anUpdateKeepsResourcesAndChangedValues() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.set(T0, "level", new RawValue.Words(List.of("7")), Dialect.COMMAND_LINE);
    registry.withdraw(backend, reference);
    assertThat(registry.find(T0).orElseThrow().phase()).isEqualTo(Phase.DETACHED);
    assertThat(backend.made.getFirst().ended).isTrue();
    assertThat(framework.published).isEmpty();

    var update = new TestBackend("test");
    registry.offer(update, framework.reference(0, "1.0.1"));
    awaitPhase(Phase.REALIZED);
    assertThat(update.made.getFirst().resource).isSameAs(backend.resources.getFirst());
    assertThat(update.resources).isEmpty();
    assertThat(backend.resources.getFirst().closed).hasValue(0);
    assertThat(registry.get(T0, "level")).hasValue(new PropertyValue.Unsigned(7));
  }

  @Test
  void aWaitingDefinitionBeginsWithItsFactory() throws Exception {
    var request =
        new ObjectRequest(
            Container.OBJECTS,
            "test",
            "t0",
            Options.ofWords(Dialect.CONFIGURATION, Map.of()),
            UnknownType.WAIT);
    assertThat(registry.add(request).phase()).isEqualTo(Phase.WAITING);
    registry.offer(backend, reference);
    awaitPhase(Phase.REALIZED);
  }

  @Test
  void newerCodeTakesOverWhileTheOlderIsStillThere() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var newer = new TestBackend("test");
    registry.offer(newer, framework.reference(0, "2.0.0"));
    awaitTrue(() -> !newer.made.isEmpty());
    assertThat(backend.made.getFirst().ended).isTrue();
    assertThat(newer.made.getFirst().resource).isSameAs(backend.resources.getFirst());
  }

  @Test
  void aFailingUpdateLeavesTheDefinitionFailedWithItsResources() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.withdraw(backend, reference);
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) {
            throw new IllegalStateException("boom");
          }
        };
    var brokenReference = framework.reference(0, "1.0.1");
    registry.offer(broken, brokenReference);
    awaitPhase(Phase.FAILED);
    assertThat(registry.find(T0).orElseThrow().reason()).contains("boom");
    assertThat(backend.resources.getFirst().closed).hasValue(0);
    registry.withdraw(broken, brokenReference);
    registry.offer(new TestBackend("test"), framework.reference(0, "1.0.2"));
    awaitPhase(Phase.REALIZED);
  }

  @Test
  void aBadUpdateBesideGoodCodeLeavesTheGoodCodeInForce() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) {
            throw new IllegalStateException("boom");
          }
        };
    var brokenReference = framework.reference(0, "2.0.0");
    registry.offer(broken, brokenReference);
    awaitTrue(() -> backend.made.size() == 2);
    awaitPhase(Phase.REALIZED);
    registry.withdraw(broken, brokenReference);
    awaitPhase(Phase.REALIZED);
    assertThat(backend.made.getLast().ended).isFalse();
    assertThat(backend.resources).hasSize(1);
    assertThat(backend.resources.getFirst().closed).hasValue(0);
  }

  @Test
  void whatABadBundleFailedIsServedByTheOtherOnceTheBadOneIsGone() throws Exception {
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) {
            throw new IllegalStateException("boom");
          }
        };
    var brokenReference = framework.reference(0, "2.0.0");
    registry.offer(broken, brokenReference);
    registry.offer(backend, reference);
    registry.add(
        new ObjectRequest(
            Container.OBJECTS,
            "test",
            "t0",
            Options.ofWords(Dialect.CONFIGURATION, Map.of()),
            UnknownType.WAIT));
    assertThat(registry.find(T0).orElseThrow().phase()).isEqualTo(Phase.FAILED);
    registry.withdraw(broken, brokenReference);
    awaitPhase(Phase.REALIZED);
  }

  /** A factory that makes nothing until it is interrupted. */
  private static TestBackend hanging(CountDownLatch entered) {
    return new TestBackend("slow") {
      @Override
      void beforeReturn(Creation creation) throws BackplaneException {
        entered.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new InvalidRequestException(creation.subject(), "called off", "");
        }
      }
    };
  }

  @Test
  void aCreationThatHangsIsCalledOffByDeletionByInterruptAndByTheEnd() throws Exception {
    for (String way : List.of("delete", "interrupt", "withdraw", "end")) {
      var entered = new CountDownLatch(1);
      TestBackend slow = hanging(entered);
      var slowReference = framework.reference(0, "1.0.0");
      registry.offer(slow, slowReference);
      var refused = new CompletableFuture<BackplaneException>();
      Thread adder =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      registry.add(request("slow", "s0"));
                    } catch (BackplaneException e) {
                      refused.complete(e);
                    }
                  });
      entered.await();
      switch (way) {
        case "delete" -> registry.remove(ObjectPath.object("s0"));
        case "interrupt" -> adder.interrupt();
        case "withdraw" -> registry.withdraw(slow, slowReference);
        default -> registry.close();
      }
      assertThat(refused.get(5, TimeUnit.SECONDS)).as(way).hasMessageContaining("called off");
      adder.join();
      assertThat(registry.list(Container.OBJECTS)).as(way).isEmpty();
      assertThat(slow.resources.getFirst().closed).as(way).hasValue(1);
      registry.withdraw(slow, slowReference);
    }
  }

  @Test
  void anErrorInAFactoryLeavesNothingBehind() throws Exception {
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) {
            throw new OutOfMemoryError("no thread");
          }
        };
    registry.offer(broken, reference);
    assertThatThrownBy(() -> registry.add(request("test", "t0")))
        .isInstanceOf(BackendFailedException.class);
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
    assertThat(broken.resources.getFirst().closed).hasValue(1);
  }

  @Test
  void anObjectCannotLeaseItselfNorOneThatIsBeingCreated() {
    var self =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            creation.lease(
                ObjectPath.object("t0"),
                BackendObject.class,
                LeaseTerms.pinning("itself"),
                new Diary());
          }
        };
    registry.offer(self, reference);
    assertRefused(request("test", "t0"), "refers to itself");
  }

  @Test
  void aCharacterDeviceTypeIsNoObjectType() throws Exception {
    registry.offer(backend, reference);
    var asChardev =
        new ObjectRequest(
            Container.CHARDEVS,
            "test",
            "t0",
            Options.ofWords(Dialect.CONFIGURATION, Map.of()),
            UnknownType.WAIT);
    assertThat(registry.add(asChardev).phase()).isEqualTo(Phase.WAITING);
    assertThat(backend.made).isEmpty();
  }

  // --- leases

  @Test
  void noListenerCallBeginsAfterItsLeaseIsClosed() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    for (int i = 0; i < 200; i++) {
      var diary = new Diary();
      var lease = registry.lease(T0, BackendObject.class, LeaseTerms.following("x"), diary);
      Thread updater =
          Thread.ofPlatform()
              .start(
                  () -> {
                    registry.withdraw(backend, reference);
                    registry.offer(backend, reference);
                  });
      lease.close();
      int heard = diary.lines.size();
      updater.join();
      awaitPhase(Phase.REALIZED);
      assertThat(diary.lines).hasSize(heard);
    }
  }

  @Test
  void aLeaseFollowsItsObjectThroughAnUpdate() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var diary = new Diary();
    Lease<BackendObject> lease =
        registry.lease(T0, BackendObject.class, LeaseTerms.pinning("a test"), diary);
    assertThat(lease.target()).hasValue(backend.made.getFirst());
    registry.withdraw(backend, reference);
    assertThat(lease.target()).isEmpty();
    registry.offer(backend, framework.reference(0, "1.0.1"));
    awaitTrue(() -> lease.target().isPresent());
    assertThat(diary.lines).containsExactly("attached", "detached", "attached");
    lease.close();
    assertThat(lease.target()).isEmpty();
  }

  @Test
  void aPinningLeaseRefusesDeletion() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    Lease<BackendObject> lease =
        registry.lease(T0, BackendObject.class, LeaseTerms.pinning("machine memory"), new Diary());
    assertThatThrownBy(() -> registry.remove(T0))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("machine memory");
    assertThat(registry.find(T0).orElseThrow().holders()).containsExactly("machine memory");
    lease.close();
    lease.close();
    registry.remove(T0);
    assertThat(backend.resources.getFirst().closed).hasValue(1);
  }

  @Test
  void aFollowedObjectLivesOnUnlistedUntilItsLastLeaseEnds() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    Lease<BackendObject> lease =
        registry.lease(T0, BackendObject.class, LeaseTerms.following("virtio-rng"), new Diary());
    registry.remove(T0);
    assertThat(registry.find(T0)).isEmpty();
    assertThat(lease.target()).isPresent();
    assertThat(registry.add(request("test", "t0")).phase()).isEqualTo(Phase.REALIZED);
    lease.close();
    awaitTrue(() -> backend.resources.getFirst().closed.get() == 1);
    assertThat(backend.resources.getLast().closed).hasValue(0);
  }

  @Test
  void exclusiveTermsServeOneAtATime() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var first = registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("one"), new Diary());
    assertThatThrownBy(
            () -> registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("two"), new Diary()))
        .isInstanceOf(InUseException.class);
    first.close();
    registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("two"), new Diary());
  }

  @Test
  void aLeaseOnNothingOrOnTheWrongKindIsRefused() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertThatThrownBy(
            () ->
                registry.lease(
                    ObjectPath.object("none"),
                    BackendObject.class,
                    LeaseTerms.pinning("x"),
                    new Diary()))
        .isInstanceOf(MissingReferenceException.class);
    interface Special extends BackendObject {}
    var silent =
        new LeaseListener<Special>() {
          @Override
          public void attached(Special target) {}

          @Override
          public void detached() {}
        };
    assertThatThrownBy(() -> registry.lease(T0, Special.class, LeaseTerms.pinning("x"), silent))
        .isInstanceOf(InvalidRequestException.class);
    registry.remove(T0);
  }

  // --- properties and the end

  @Test
  void setObeysTheDescriptionAndTheBackend() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertSetRefused("fixed", "x", "cannot be changed");
    assertSetRefused("level", "101", "0 to 100");
    assertSetRefused("level", "13", "unlucky");
    assertSetRefused("nothing", "1", "no property");
    assertThat(registry.get(T0, "level")).hasValue(new PropertyValue.Unsigned(1));
  }

  @Test
  void closeEndsEverythingEvenWhatIsHeld() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.add(request("test", "t1"));
    var diary = new Diary();
    registry.lease(T0, BackendObject.class, LeaseTerms.pinning("x"), diary);
    registry.close();
    assertThat(backend.resources).allMatch(resource -> resource.closed.get() == 1);
    assertThat(diary.lines).containsExactly("attached", "detached");
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
  }

  @Test
  void manyThreadsAndUpdatesLeaveNothingBehind() throws Exception {
    registry.offer(backend, reference);
    var workers =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(n -> CompletableFuture.runAsync(() -> addAndRemove("w" + n)))
            .toArray(CompletableFuture<?>[]::new);
    for (int i = 0; i < 50; i++) {
      registry.withdraw(backend, reference);
      registry.offer(backend, reference);
    }
    CompletableFuture.allOf(workers).get(15, TimeUnit.SECONDS);
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
    assertThat(backend.resources).isNotEmpty().allMatch(r -> r.closed.get() == 1);
    assertThat(backend.made).allMatch(code -> code.ended);
  }

  private void addAndRemove(String id) {
    for (int i = 0; i < 50; i++) {
      try {
        registry.add(request("test", id));
      } catch (BackplaneException _) {
        continue; // the factory was away
      }
      try {
        registry.remove(ObjectPath.object(id));
      } catch (BackplaneException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void assertSetRefused(String property, String text, String part) {
    assertThatThrownBy(
            () ->
                registry.set(T0, property, new RawValue.Words(List.of(text)), Dialect.COMMAND_LINE))
        .isInstanceOf(BackplaneException.class)
        .hasMessageContaining(part);
  }

  private void assertRefused(ObjectRequest request, String part) {
    assertThatThrownBy(() -> registry.add(request))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(part);
  }

  private ObjectStatus unchecked(ObjectRequest request) {
    try {
      return registry.add(request);
    } catch (BackplaneException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitPhase(Phase phase) {
    awaitTrue(() -> registry.find(T0).orElseThrow().phase() == phase);
  }

  private static void awaitTrue(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static ObjectRequest request(String type, String id) {
    return new ObjectRequest(
        Container.OBJECTS, type, id, Options.ofWords(Dialect.COMMAND_LINE, Map.of()));
  }
}
