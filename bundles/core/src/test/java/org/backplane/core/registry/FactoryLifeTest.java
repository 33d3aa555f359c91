package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.Test;

/** Objects while factories come, fail, hang and go. */
class FactoryLifeTest extends RegistryRig {

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
  void aConfiguredObjectWaitsAgainWhenItsBundleGoesWhileItIsBeingMade() throws Exception {
    var entered = new CountDownLatch(1);
    TestBackend slow = hanging(entered);
    registry.offer(slow, reference);
    var added =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return registry.add(configured("slow", "t0", Map.of()));
              } catch (BackplaneException e) {
                throw new AssertionError(e);
              }
            });
    entered.await();
    registry.withdraw(slow, reference);
    assertThat(added.get(10, TimeUnit.SECONDS).phase()).isEqualTo(Phase.WAITING);
    var status = registry.find(T0).orElseThrow();
    assertThat(status.phase()).isEqualTo(Phase.WAITING);
    assertThat(status.reason()).isEqualTo("no bundle offers type slow");
    assertThat(slow.resources.getFirst().closed).hasValue(1);
    registry.offer(new TestBackend("slow"), framework.reference(0, "1.0.1"));
    awaitPhase(Phase.REALIZED);
  }

  @Test
  void anObjectThatLivedStaysDetachedWhenItsNextBundleGoesToo() throws Exception {
    var first = new TestBackend("slow");
    registry.offer(first, reference);
    registry.add(request("slow", "t0"));
    registry.withdraw(first, reference);
    var entered = new CountDownLatch(1);
    TestBackend hanging = hanging(entered);
    var second = framework.reference(0, "1.0.1");
    registry.offer(hanging, second);
    entered.await();
    registry.withdraw(hanging, second);
    var status = registry.find(T0).orElseThrow();
    assertThat(status.phase()).isEqualTo(Phase.DETACHED);
    assertThat(status.reason()).isEqualTo("no bundle offers type slow");
    assertThat(first.resources.getFirst().closed).hasValue(0);
    registry.offer(new TestBackend("slow"), framework.reference(0, "1.0.2"));
    awaitPhase(Phase.REALIZED);
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
  void anErrorInAChangeIsARefusal() throws Exception {
    var broken =
        new TestBackend("test") {
          @Override
          void beforeChange(Code code, String property, PropertyValue value) {
            throw new OutOfMemoryError("no thread");
          }
        };
    registry.offer(broken, reference);
    registry.add(request("test", "t0"));
    assertThatThrownBy(() -> set(T0, "level", "5"))
        .isInstanceOf(BackendFailedException.class)
        .hasMessageContaining("no thread");
    assertThat(registry.find(T0).orElseThrow().phase()).isEqualTo(Phase.REALIZED);
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
}
